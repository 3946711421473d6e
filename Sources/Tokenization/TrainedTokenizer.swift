public import Foundation

/// A trained vocabulary as the two files of a Hugging Face folder.
public struct TrainedTokenizer: Sendable {
    /// Content of `tokenizer.json`.
    public let tokenizerJSON: Data
    /// Content of `tokenizer_config.json`, with a chat template.
    public let configurationJSON: Data

    /// The tokenizer that these files describe.
    public func tokenizer() throws -> Tokenizer {
        try Tokenizer(tokenizerJSON: tokenizerJSON, configurationJSON: configurationJSON)
    }

    init(merges: [(left: [UInt8], right: [UInt8])], specialTokens: [String], plainTokens: [String], pattern: String) {
        var vocabulary = PairLearner.byteOrder.map { ByteAlphabet.encode([$0]) }
        var known = Set(vocabulary)
        for merge in merges {
            let token = ByteAlphabet.encode(merge.left + merge.right)
            if known.insert(token).inserted { vocabulary.append(token) }
        }
        tokenizerJSON = Data(
            Self.tokenizerText(
                vocabulary: vocabulary, merges: merges, pattern: pattern,
                added: specialTokens.map { ($0, true) } + plainTokens.map { ($0, false) }
            ).utf8)
        configurationJSON = Data(Self.configurationText(specialTokens: specialTokens).utf8)
    }

    private static func quoted(_ text: String) -> String { TemplateValue.string(text).json }

    private static func tokenizerText(
        vocabulary: [String], merges: [(left: [UInt8], right: [UInt8])], pattern: String, added: [(content: String, special: Bool)]
    ) -> String {
        let addedLines = added.enumerated().map { index, token in
            """
                {"id": \(vocabulary.count + index), "content": \(quoted(token.content)), "single_word": false, "lstrip": false, \
            "rstrip": false, "normalized": false, "special": \(token.special)}
            """
        }
        let entries = vocabulary.enumerated().map { "      \(quoted($1)): \($0)" }
        let pairs = merges.map { "      [\(quoted(ByteAlphabet.encode($0.left))), \(quoted(ByteAlphabet.encode($0.right)))]" }
        return """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [
            \(addedLines.joined(separator: ",\n"))
              ],
              "normalizer": {"type": "NFC"},
              "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [
                  {"type": "Split", "pattern": {"Regex": \(quoted(pattern))}, "behavior": "Isolated", "invert": false},
                  {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}
                ]
              },
              "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
              "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
              "model": {
                "type": "BPE",
                "dropout": null,
                "unk_token": null,
                "continuing_subword_prefix": null,
                "end_of_word_suffix": null,
                "fuse_unk": false,
                "byte_fallback": false,
                "ignore_merges": false,
                "vocab": {
            \(entries.joined(separator: ",\n"))
                },
                "merges": [
            \(pairs.joined(separator: ",\n"))
                ]
              }
            }

            """
    }

    private static func configurationText(specialTokens: [String]) -> String {
        let padding = specialTokens.contains("<|endoftext|>") ? quoted("<|endoftext|>") : "null"
        return """
            {
              "tokenizer_class": "PreTrainedTokenizerFast",
              "bos_token": null,
              "eos_token": "<|im_end|>",
              "pad_token": \(padding),
              "unk_token": null,
              "add_bos_token": false,
              "model_max_length": 32768,
              "clean_up_tokenization_spaces": false,
              "chat_template": \(quoted(chatTemplate))
            }

            """
    }

    /// Messages between `<|im_start|>` and `<|im_end|>`; thoughts are kept only in what the assistant says after the last
    /// question, and `enable_thinking=false` opens a reply with an empty thought. The text equals Qwen3's on conversations
    /// without tools.
    static let chatTemplate = #"""
        {%- set state = namespace(question=messages|length - 1, searching=true) %}
        {%- for message in messages|reverse %}
            {%- set is_result = message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>') %}
            {%- if state.searching and message.role == 'user' and not is_result %}
                {%- set state.question = messages|length - loop.index %}
                {%- set state.searching = false %}
            {%- endif %}
        {%- endfor %}
        {%- for message in messages %}
            {%- if message.role == 'system' or message.role == 'user' %}
                {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
            {%- elif message.role == 'assistant' %}
                {%- set reply = message.content %}
                {%- set thought = '' %}
                {%- if message.reasoning_content is string %}
                    {%- set thought = message.reasoning_content %}
                {%- elif '</think>' in reply %}
                    {%- set thought = reply.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
                    {%- set reply = reply.split('</think>')[-1].lstrip('\n') %}
                {%- endif %}
                {{- '<|im_start|>assistant\n' }}
                {%- if loop.index0 > state.question and (loop.last or thought) %}
                    {{- '<think>\n' + thought.strip('\n') + '\n</think>\n\n' + reply.lstrip('\n') }}
                {%- else %}
                    {{- reply }}
                {%- endif %}
                {{- '<|im_end|>\n' }}
            {%- else %}
                {{- raise_exception('unknown role ' + message.role) }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
            {%- if enable_thinking is defined and enable_thinking is false %}
                {{- '<think>\n\n</think>\n\n' }}
            {%- endif %}
        {%- endif %}
        """#
}
