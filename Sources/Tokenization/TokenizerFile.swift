/// The parts of a `tokenizer.json`, checked.
struct TokenizerFile {
    let tree: JSONTree
    private let modelNode: JSONTree.Node
    /// Names of the model's tokens, with their ids.
    private var names = NameTable(capacity: 0)
    private(set) var addedTokens: [AddedToken] = []

    init(_ tree: JSONTree) throws {
        self.tree = tree
        guard case .object? = tree.value(tree.root, "model") else {
            guard let found = tree.value(tree.root, "model") else { throw TokenizationError.missingKey(file: tree.file, key: "model") }
            throw TokenizationError.wrongValue(file: tree.file, key: "model", found: tree.name(found), expected: "an object")
        }
        modelNode = tree.value(tree.root, "model") ?? .null
        try readVocabulary()
        try readAddedTokens()
    }

    private func unsupported(_ key: String, _ found: String, _ supported: String) -> TokenizationError {
        .unsupported(file: tree.file, key: key, found: found, supported: supported)
    }

    private mutating func readVocabulary() throws {
        if let type = tree.value(modelNode, "type"), case .string(let range) = type, tree.text(range) != "BPE" {
            throw unsupported("model.type", tree.name(type), "'BPE'")
        }
        guard let node = tree.value(modelNode, "vocab") else { throw TokenizationError.missingKey(file: tree.file, key: "model.vocab") }
        guard case .object(let members) = node else {
            throw TokenizationError.wrongValue(file: tree.file, key: "model.vocab", found: tree.name(node), expected: "an object")
        }
        names = NameTable(capacity: members.count)
        for member in members {
            guard case .number(let value) = member.value, value >= 0, value < 2_147_483_648, value == value.rounded() else {
                throw TokenizationError.wrongValue(
                    file: tree.file, key: "model.vocab.\(tree.text(member.key))", found: tree.name(member.value), expected: "a token id")
            }
            names.set(tree.bytes(member.key), Int(value))
        }
        guard (names.ids.max() ?? 0) < PairTable.identifierLimit else {
            throw unsupported("model.vocab", "a vocabulary with ids above \(PairTable.identifierLimit)", "ids below that")
        }
    }

    /// Ids as the reference gives them: the model's own where the token is in its vocabulary, else the next free one in file
    /// order, whatever the file states.
    private mutating func readAddedTokens() throws {
        guard let node = tree.value(tree.root, "added_tokens") else { return }
        if case .null = node { return }
        var identifiers: [[UInt8]: Int] = [:]
        var highest = -1
        for (index, entry) in try tree.array(tree.root, "added_tokens", path: "added_tokens").enumerated() {
            let path = "added_tokens[\(index)]"
            let content = Array(try tree.string(entry, "content", path: "\(path).content").utf8)
            _ = try tree.identifier(tree.value(entry, "id"), path: "\(path).id")
            let special = try tree.flag(entry, "special", path: "\(path).special", default: false)
            guard !content.isEmpty else { continue }
            let id = identifiers[content] ?? names.id(content[...]) ?? max(highest + 1, names.count)
            highest = max(highest, id)
            identifiers[content] = id
            addedTokens.append(
                AddedToken(
                    id: id, content: content,
                    singleWord: try tree.flag(entry, "single_word", path: "\(path).single_word", default: false),
                    stripsLeft: try tree.flag(entry, "lstrip", path: "\(path).lstrip", default: false),
                    stripsRight: try tree.flag(entry, "rstrip", path: "\(path).rstrip", default: false),
                    normalized: try tree.flag(entry, "normalized", path: "\(path).normalized", default: !special), special: special))
        }
    }

    func model() throws -> BytePairModel {
        for key in ["dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"] {
            switch tree.value(modelNode, key) {
            case nil, .null?, .bool(false)?, .number(0)?: continue
            case .string(let range)? where range.isEmpty: continue
            case let node: throw unsupported("model.\(key)", tree.name(node), "none")
            }
        }
        let (pairs, results) = try merges()
        let ignoresMerges = try tree.flag(modelNode, "ignore_merges", path: "model.ignore_merges", default: false)
        let unknown = try unknownToken()
        if !ignoresMerges { try checkReach(of: results + (unknown.map { [$0] } ?? [])) }
        return BytePairModel(
            byteTokens: ByteAlphabet.scalars.map { names.id(Array(String(Character($0)).utf8)[...]).map(UInt32.init) },
            ranks: PairTable(pairs), results: results, unknown: unknown,
            fusesUnknown: try tree.flag(modelNode, "fuse_unk", path: "model.fuse_unk", default: false),
            wholeWords: ignoresMerges ? wholeWords() : [:])
    }

    private func unknownToken() throws -> UInt32? {
        guard let node = tree.value(modelNode, "unk_token") else { return nil }
        if case .null = node { return nil }
        let name = try tree.string(modelNode, "unk_token", path: "model.unk_token")
        guard let id = names.id(Array(name.utf8)[...]) else {
            throw TokenizationError.wrongValue(
                file: tree.file, key: "model.unk_token", found: "'\(name)'", expected: "a token of the vocabulary")
        }
        return UInt32(id)
    }

    private func wholeWords() -> [[UInt8]: UInt32] {
        var words: [[UInt8]: UInt32] = [:]
        for (entry, id) in names.ids.enumerated() {
            if let bytes = ByteAlphabet.decode(names.name(entry)) { words[bytes] = UInt32(id) }
        }
        return words
    }

    private func merges() throws -> (pairs: [(left: Int, right: Int)], results: [UInt32]) {
        let nodes = try tree.array(modelNode, "merges", path: "model.merges")
        guard nodes.count < PairTable.rankLimit else {
            throw unsupported("model.merges", "\(nodes.count) merges", "fewer than \(PairTable.rankLimit)")
        }
        var pairs: [(left: Int, right: Int)] = []
        var results: [UInt32] = []
        pairs.reserveCapacity(nodes.count)
        results.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let (left, right) = try mergeParts(node, index)
            guard let leftID = names.id(left) else { throw outOfVocabulary(left, index) }
            guard let rightID = names.id(right) else { throw outOfVocabulary(right, index) }
            guard let result = names.id(joining: left, right) else { throw outOfVocabulary(left + right, index) }
            pairs.append((leftID, rightID))
            results.append(UInt32(result))
        }
        return (pairs, results)
    }

    /// Every token of more than one character is made by a merge; a list of merges that was cut short would quietly encode otherwise.
    private func checkReach(of results: [UInt32]) throws {
        var isMade = [Bool](repeating: false, count: (names.ids.max() ?? -1) + 1)
        for id in results { isMade[Int(id)] = true }
        for token in addedTokens where token.id < isMade.count { isMade[token.id] = true }
        for (entry, id) in names.ids.enumerated() where !isMade[id] {
            let name = String(decoding: names.name(entry), as: UTF8.self)
            guard name.unicodeScalars.count > 1, !Self.isControlName(name) else { continue }
            throw TokenizationError.missingMerge(file: tree.file, token: name)
        }
    }

    /// Whether a name looks like `<unused1>` or `[PAD]`: vocabularies keep such tokens that no text becomes.
    private static func isControlName(_ name: String) -> Bool {
        (name.hasPrefix("<") && name.hasSuffix(">")) || (name.hasPrefix("[") && name.hasSuffix("]"))
    }

    private func outOfVocabulary(_ token: ArraySlice<UInt8>, _ index: Int) -> TokenizationError {
        .mergeOutOfVocabulary(file: tree.file, index: index, token: String(decoding: token, as: UTF8.self))
    }

    /// The two tokens of a merge, written as `"a b"` or `["a", "b"]`.
    private func mergeParts(_ node: JSONTree.Node, _ index: Int) throws -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        switch node {
        case .string(let range):
            let parts = tree.bytes(range).split(separator: 0x20, omittingEmptySubsequences: false)
            if parts.count == 2 { return (parts[0], parts[1]) }
        case .array(let parts):
            if parts.count == 2, case .string(let left) = parts[0], case .string(let right) = parts[1] {
                return (tree.bytes(left), tree.bytes(right))
            }
        default: break
        }
        throw TokenizationError.wrongValue(
            file: tree.file, key: "model.merges[\(index)]", found: tree.name(node), expected: "two tokens, as \"a b\" or [\"a\", \"b\"]")
    }

    /// Bytes of every id: added tokens by their (normalised) content, both through the byte alphabet where they fit it.
    func tokenBytes(composed: Bool) -> TokenBytes {
        var identifiers = names
        for token in addedTokens { identifiers.set(token.content[...], token.id) }
        let count = (identifiers.ids.max() ?? -1) + 1
        var tokens = [ArraySlice<UInt8>](repeating: [], count: count)
        for (entry, id) in names.ids.enumerated() { tokens[id] = names.name(entry) }
        for token in addedTokens { tokens[token.id] = (composed && token.normalized ? token.composedContent : token.content)[...] }
        var offsets = [0]
        var storage: [UInt8] = []
        offsets.reserveCapacity(count + 1)
        for token in tokens {
            ByteAlphabet.appendDecoded(token, to: &storage)
            offsets.append(storage.count)
        }
        return TokenBytes(offsets: offsets, storage: storage, identifiers: identifiers)
    }
}
