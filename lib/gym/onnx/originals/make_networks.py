"""Small networks as ONNX files, and what onnxruntime makes of them: python make_networks.py > networks.json."""

import base64
import io
import json

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(19)
torch.manual_seed(19)


def constant(name, *shape):
    return numpy_helper.from_array(random.normal(0, 0.4, shape).astype(np.float32), name)


def graph(nodes, constants, length, outputs):
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size])
        for name, size in (("x", length), ("y", outputs))
    ]
    made = helper.make_graph(nodes, "network", [ports[0]], [ports[1]], constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def from_torch(*layers):
    to = io.BytesIO()
    torch.onnx.export(
        torch.nn.Sequential(*layers).eval(), torch.zeros(1, layers[0].in_features), to,
        input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "batch"}}, dynamo=False,
    )  # fmt: skip
    return to.getvalue()


node, linear = helper.make_node, torch.nn.Linear
added = helper.make_tensor("b", TensorProto.FLOAT, [3], [0.5, -1.25, 2.0])
spread = numpy_helper.from_array(np.full(5, 1.5, np.float32), "s")
NETWORKS = {
    "tanh": from_torch(linear(7, 16), torch.nn.Tanh(), linear(16, 16), torch.nn.Tanh(), linear(16, 5)),
    "relu and softmax": from_torch(linear(6, 9), torch.nn.ReLU(), linear(9, 4), torch.nn.Softmax(-1)),
    "elu, leaky relu, sigmoid": from_torch(
        linear(4, 8), torch.nn.ELU(0.7), linear(8, 8), torch.nn.LeakyReLU(0.2), linear(8, 3), torch.nn.Sigmoid()
    ),
    "matrix product, sum and scale": graph(
        [
            node("Flatten", ["x"], ["f"]),
            node("Sub", ["f", "m"], ["c"]),
            node("Div", ["c", "s"], ["n"]),
            node("MatMul", ["n", "a"], ["h"]),
            node("Add", ["h", "b"], ["g"]),
            node("Constant", [], ["two"], value=helper.make_tensor("v", TensorProto.FLOAT, [], [2.0])),
            node("Mul", ["g", "two"], ["i"]),
            node("Identity", ["i"], ["y"]),
        ],
        [constant("m", 5), spread, constant("a", 5, 3), added],
        5,
        3,
    ),
    "scaled Gemm": graph(
        [node("Gemm", ["x", "a", "b"], ["y"], alpha=0.5, beta=-2.0, transB=1)],
        [constant("a", 4, 6), constant("b", 4)],
        6,
        4,
    ),
    "Gemm as it lies": graph([node("Gemm", ["x", "a"], ["y"])], [constant("a", 6, 4)], 6, 4),
}

rows = []
for name, model in NETWORKS.items():
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    length = session.get_inputs()[0].shape[-1]
    inputs = random.normal(0, 1.5, (6, length)).astype(np.float32)
    outputs = [session.run(None, {"x": row[None]})[0].ravel().tolist() for row in inputs]
    rows.append(
        {
            "name": name,
            "model": base64.b64encode(model).decode(),
            "inputs": inputs.tolist(),
            "outputs": outputs,
        }
    )
print(json.dumps({"by": f"onnxruntime {onnxruntime.__version__}", "networks": rows}))
