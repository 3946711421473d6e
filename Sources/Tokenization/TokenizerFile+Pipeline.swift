/// The steps around the model: normalizer, pre-tokenizer, post-processor, decoder.
extension TokenizerFile {
    private func unsupported(_ key: String, _ node: JSONTree.Node?, _ supported: String) -> TokenizationError {
        .unsupported(file: tree.file, key: key, found: tree.name(node), supported: supported)
    }

    /// A node that is present and not null.
    private func present(_ key: String) -> JSONTree.Node? {
        guard let node = tree.value(tree.root, key) else { return nil }
        if case .null = node { return nil }
        return node
    }

    /// The steps of a node: those listed under `listKey` if it is a `Sequence`, else the node itself, each with its path and type.
    private func steps(_ node: JSONTree.Node, _ listKey: String, path: String) throws -> [(node: JSONTree.Node, path: String, type: String)]
    {
        let type = try tree.string(node, "type", path: "\(path).type")
        guard type == "Sequence" else { return [(node, path, type)] }
        return try tree.array(node, listKey, path: "\(path).\(listKey)").enumerated().flatMap { index, step in
            let stepPath = "\(path).\(listKey)[\(index)]"
            return [(step, stepPath, try tree.string(step, "type", path: "\(stepPath).type"))]
        }
    }

    /// Whether text is brought into normal form C.
    func composes() throws -> Bool {
        guard let node = present("normalizer") else { return false }
        let steps = try steps(node, "normalizers", path: "normalizer")
        for step in steps where step.type != "NFC" {
            throw unsupported("\(step.path).type", tree.value(step.node, "type"), "'NFC' or no normalizer")
        }
        return !steps.isEmpty
    }

    func preTokenizer() throws -> PreTokenizer {
        guard let node = present("pre_tokenizer") else { return PreTokenizer(stages: []) }
        var stages: [PreTokenizer.Stage] = []
        var byteLevel = false
        for step in try steps(node, "pretokenizers", path: "pre_tokenizer") {
            switch step.type {
            case "Split": stages.append(.split(try splitRules(step.node, path: step.path)))
            case "Digits":
                let individually = try tree.flag(step.node, "individual_digits", path: "\(step.path).individual_digits", default: false)
                stages.append(.digits(individually: individually))
            case "ByteLevel":
                byteLevel = true
                if try tree.flag(step.node, "add_prefix_space", path: "\(step.path).add_prefix_space", default: true) {
                    stages.append(.prefixSpace)
                }
                if try tree.flag(step.node, "use_regex", path: "\(step.path).use_regex", default: true) { stages.append(.split(.gpt2)) }
            default: throw unsupported("\(step.path).type", tree.value(step.node, "type"), "'Split', 'Digits', 'ByteLevel'")
            }
        }
        guard byteLevel else { throw unsupported("pre_tokenizer", node, "a pre-tokenizer that ends in 'ByteLevel'") }
        return PreTokenizer(stages: stages)
    }

    private func splitRules(_ node: JSONTree.Node, path: String) throws -> SplitRules {
        let pattern = try tree.string(tree.value(node, "pattern"), "Regex", path: "\(path).pattern.Regex")
        guard let rules = SplitRules(pattern: pattern) else {
            throw unsupported(
                "\(path).pattern.Regex", tree.value(tree.value(node, "pattern"), "Regex"), "the patterns of GPT-2, Qwen and Llama 3")
        }
        // The patterns match all text, so cutting at matches and keeping only matches are the same.
        let behavior = try tree.string(node, "behavior", path: "\(path).behavior")
        let inverted = try tree.flag(node, "invert", path: "\(path).invert", default: false)
        guard behavior == "Isolated" || (behavior == "Removed" && inverted) else {
            throw unsupported("\(path).behavior", tree.value(node, "behavior"), "'Isolated'")
        }
        return rules
    }

    /// The ids around a single text.
    func postProcessor() throws -> (prefix: [Int], suffix: [Int]) {
        guard let node = present("post_processor") else { return ([], []) }
        var prefix: [Int] = []
        var suffix: [Int] = []
        for step in try steps(node, "processors", path: "post_processor") {
            switch step.type {
            case "ByteLevel": continue
            case "TemplateProcessing":
                let (before, after) = try template(step.node, path: step.path)
                prefix = before + prefix
                suffix += after
            default: throw unsupported("\(step.path).type", tree.value(step.node, "type"), "'ByteLevel', 'TemplateProcessing'")
            }
        }
        return (prefix, suffix)
    }

    private func template(_ node: JSONTree.Node, path: String) throws -> (before: [Int], after: [Int]) {
        var before: [Int] = []
        var after: [Int] = []
        var texts = 0
        for (index, piece) in try tree.array(node, "single", path: "\(path).single").enumerated() {
            if tree.value(piece, "Sequence") != nil {
                texts += 1
                continue
            }
            let piecePath = "\(path).single[\(index)]"
            let name = try tree.string(tree.value(piece, "SpecialToken"), "id", path: "\(piecePath).SpecialToken.id")
            let entry = tree.value(tree.value(node, "special_tokens"), name)
            let ids = try tree.array(entry, "ids", path: "\(path).special_tokens.\(name).ids").map {
                try tree.identifier($0, path: "\(path).special_tokens.\(name).ids")
            }
            if texts == 0 { before += ids } else { after += ids }
        }
        guard texts == 1 else {
            throw TokenizationError.wrongValue(file: tree.file, key: "\(path).single", found: "\(texts) texts", expected: "one")
        }
        return (before, after)
    }

    func checkDecoder() throws {
        let node = present("decoder")
        guard let node, let type = tree.value(node, "type"), case .string(let range) = type, tree.text(range) == "ByteLevel" else {
            throw unsupported("decoder", node.flatMap { tree.value($0, "type") } ?? node, "'ByteLevel'")
        }
    }
}
