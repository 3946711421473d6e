import Torch

/// One decoder layer's parameters.
struct LayerWeights: Sendable {
    let inputNorm: Tensor
    /// [(heads + 2 kvHeads) D, H].
    let qkv: Tensor
    let qkvBias: Tensor?
    /// [D]; nil where the family has none.
    let queryNorm: Tensor?
    let keyNorm: Tensor?
    /// [H, heads D].
    let output: Tensor
    let outputBias: Tensor?
    let postNorm: Tensor
    /// [2 I, H].
    let gateUp: Tensor
    let gateUpBias: Tensor?
    /// [H, I].
    let down: Tensor
    let downBias: Tensor?

    /// Takes a layer's tensors by their stored names.
    init(_ tensors: [String: Tensor], layer: Int) throws(PolicyError) {
        let prefix = "model.layers.\(layer)."
        func required(_ name: String) throws(PolicyError) -> Tensor {
            guard let tensor = tensors[prefix + name] else { throw .missingTensors(folder: "policy", names: [prefix + name]) }
            return tensor
        }
        inputNorm = try required("input_layernorm.weight")
        qkv = try required("self_attn.qkv_proj.weight")
        qkvBias = tensors[prefix + "self_attn.qkv_proj.bias"]
        queryNorm = tensors[prefix + "self_attn.q_norm.weight"]
        keyNorm = tensors[prefix + "self_attn.k_norm.weight"]
        output = try required("self_attn.o_proj.weight")
        outputBias = tensors[prefix + "self_attn.o_proj.bias"]
        postNorm = try required("post_attention_layernorm.weight")
        gateUp = try required("mlp.gate_up_proj.weight")
        gateUpBias = tensors[prefix + "mlp.gate_up_proj.bias"]
        down = try required("mlp.down_proj.weight")
        downBias = tensors[prefix + "mlp.down_proj.bias"]
    }
}
