/** Base URLs of the hosts of data sets. */
export interface Hosts {
  readonly github: string;
  readonly zenodo: string;
}

/** The public hosts. */
export const PUBLIC_HOSTS: Hosts = { github: "https://codeload.github.com", zenodo: "https://zenodo.org" };

/** An archive to download. */
export interface Archive {
  readonly host: keyof Hosts;
  /** Path after the base URL of its host. */
  readonly path: string;
  readonly kind: "tar.gz" | "zip";
  /** Its folder in the data folder. */
  readonly folder: string;
  /** Approximate size of the download (MB), for a progress bar if the server does not tell. */
  readonly megabytes: number;
  /** The folder to unpack, inside of the top folder of the archive, */
  readonly within?: string;
  /** and the prefixes of the paths to unpack in it. */
  readonly keep?: readonly string[];
  /** Checksum published with it. Archives of GitHub have none, since GitHub repacks commits from time to time. */
  readonly md5?: string;
  /** SHA-256 of some unpacked files by path. */
  readonly sha256?: Readonly<Record<string, string>>;
}

/** A data set. */
export interface DataSource {
  readonly about: string;
  readonly licence: string;
  /** Whether it is part of `all`. */
  readonly ofAll: boolean;
  readonly archives: readonly Archive[];
}

function commitOf(repository: string, commit: string): Pick<Archive, "host" | "path" | "kind"> {
  return { host: "github", path: `/${repository}/tar.gz/${commit}`, kind: "tar.gz" };
}

/** Record 14590730 of RCAEval, with the MD5 of each file as published by Zenodo. */
function rcaevalArchive(name: string, megabytes: number, md5: string): Archive {
  const path = `/records/14590730/files/${name}.zip?download=1`;
  return { host: "zenodo", path, kind: "zip", folder: `rcaeval/${name}`, megabytes, md5 };
}

/** The data sets that can be downloaded, by name. */
export const SOURCES = {
  petshop: {
    about: "68 issues of a pet shop on AWS: metrics, call graph, causes",
    licence: "CC-BY-4.0",
    ofAll: true,
    archives: [{
      ...commitOf("amazon-science/petshop-root-cause-analysis", "1c5992dc46a02c988a027e2219036d59e8158a91"),
      folder: "petshop",
      megabytes: 20,
      within: "dataset/",
      sha256: {
        "low_traffic/graph.csv": "8b14487ad2d8c5c518e1012157ab0711ff14e712167310f4170b7118b6b9182b",
        "high_traffic/graph.csv": "8d1f7c34ad22f50d4fe201149856e55509dc9e5e06215341410e71a83fc36cdc",
        "low_traffic/noissue/metrics.csv": "2b71704c2f02e4bf7fc3f5f792a8c5c0635bd5a2acfbaf2a6ab02a3de71aa469",
        "high_traffic/noissue/metrics.csv":
          "70396bba0040e45fbfc8d2edc2053ae08939c5fbaeb04259fa50aa57b35474fd",
        "low_traffic/train/issue_0/metrics.csv":
          "2af4fbb7e4d5c7b11be1e4f50d26b60a6555c251ebc66d1d358d4e764aebdc9d",
        "high_traffic/train/issue_7/metrics.csv":
          "760ae69d8af4a8863775c8462519ecb1a97754a29efb3914121b44c05f9a57af",
      },
    }],
  },
  nab: {
    about: "58 labelled series for streaming anomaly detection, with the published scores",
    licence: "MIT",
    ofAll: true,
    archives: [{
      ...commitOf("numenta/NAB", "ea702d75cc2258d9d7dd35ca8e5e2539d71f3140"),
      folder: "nab",
      megabytes: 90,
      keep: ["LICENSE.txt", "data/", "labels/", "config/", "results/"],
      sha256: {
        "LICENSE.txt": "0a0b4d0b10cb1f7ed9ab2993ef93defc03447e6eba9daca1315dd32dae4877e3",
        "config/profiles.json": "fc018b9a29ae900ab22de167baf06c36f2be528a5a3a1406d6775e238aeb9565",
        "data/realAWSCloudwatch/ec2_cpu_utilization_825cc2.csv":
          "d768419037c9db269343822957314f57ee21a7d9a4d41df2add0d1ba45ba84de",
        "data/artificialWithAnomaly/art_daily_jumpsup.csv":
          "f79f92b93ee4f9c10e2dc552505e8880b0c618639ed5e0f9816e044b75c26456",
        "data/realAdExchange/exchange-4_cpm_results.csv":
          "4e5c955b632145b77b93fba4a5e3bf615d47e00416e17091d64e05ae109c760e",
      },
    }],
  },
  nezha: {
    about: "days of Train Ticket and Online Boutique with injected faults: metrics, logs, spans",
    licence: "MIT",
    ofAll: true,
    archives: [{
      ...commitOf("IntelligentDDS/Nezha", "d8140101fdb4e7dfb60d3ef9f64706f382b68470"),
      folder: "nezha",
      megabytes: 100,
      keep: ["LICENSE", "construct_data/", "rca_data/"],
      sha256: {
        "LICENSE": "ff5e4932af058e01d84957905f9890ebef5ad0ba36841288b476da04bdf45702",
        "rca_data/2023-01-30/2023-01-30-fault_list.json":
          "a45a91b35d04db626a58819257dc3486d2a81615b88dc89109c22a85b51d7678",
        "construct_data/2023-01-30/trace/11_39_trace.csv":
          "031a85dd2dfa867d266fd9caf262a449fbd32cf99f8e72bc4d85a1a3992eb17f",
        "construct_data/2023-01-30/log/11_39_log.csv":
          "0b558b300a4a0f7dd96d65f2aaf2572a011883fe1896685fe5c52e32e1a9f9bb",
        "rca_data/2023-01-30/trace/14_10_trace.csv":
          "229925fbe20ec1dbd89a220c3847425f00a5de7a5979d35c362e6001bcb1c6d4",
      },
    }],
  },
  rcaeval: {
    about: "metrics of 375 faults in three systems (RE1), and of Sock Shop as first published",
    licence: "CC-BY-4.0",
    ofAll: true,
    archives: [
      rcaevalArchive("RE1-OB", 31, "47cce26ed24140e8974e68f9db2a5e9c"),
      rcaevalArchive("RE1-SS", 79, "d2b15cbd3bb3cf6ec5f3cc65f7fac225"),
      rcaevalArchive("RE1-TT", 280, "48a26925ce47fd4bcfbedbae4f31475b"),
      {
        host: "zenodo",
        path: "/records/13305663/files/sock-shop-1.zip?download=1",
        kind: "zip",
        folder: "rcaeval/sock-shop-1",
        megabytes: 4,
      },
    ],
  },
  "rcaeval-re2": {
    about: "metrics, logs and spans of 270 faults in three systems",
    licence: "CC-BY-4.0",
    ofAll: false,
    archives: [
      rcaevalArchive("RE2-OB", 1191, "b9e23f8842c404b396ffd2becff15de4"),
      rcaevalArchive("RE2-SS", 246, "bd747a8fc7c5be00c613e13fbf9dd74b"),
      rcaevalArchive("RE2-TT", 2801, "a7fbcd1ada406067dcc50771ae398408"),
    ],
  },
  "rcaeval-re3": {
    about: "metrics, logs and spans of 90 faults in the code of three systems",
    licence: "CC-BY-4.0",
    ofAll: false,
    archives: [
      rcaevalArchive("RE3-OB", 191, "96947589084348f9d12cba370313458e"),
      rcaevalArchive("RE3-SS", 102, "467964eddb2a4fef4d6486c4679e749b"),
      rcaevalArchive("RE3-TT", 242, "ae1eb5906fb4d13a16a6a5e58faaf30b"),
    ],
  },
} as const satisfies Record<string, DataSource>;

/** The name of a data set. */
export type SourceName = keyof typeof SOURCES;
