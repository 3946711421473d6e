import Foundation
import Testing
import Tokenization

struct ChatTemplateTests {
    private func render(_ source: String, _ messages: [ChatMessage] = [], prompt: Bool = false, thinking: Bool? = nil) throws -> String {
        try ChatTemplate(source: source, specialTokens: ["bos_token": "<s>"]).render(
            messages, enableThinking: thinking, addGenerationPrompt: prompt)
    }

    private let conversation = [
        ChatMessage(role: "system", content: " Be brief. "), ChatMessage(role: "user", content: "Hi"),
        ChatMessage(role: "assistant", content: "Hello"), ChatMessage(role: "user", content: "2 + 2?"),
    ]

    /// Llama 3's published template.
    @Test func llamaStyle() throws {
        let source = """
            {% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] \
            + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + \
            content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' \
            }}{% endif %}
            """
        #expect(
            try render(source, Array(conversation.prefix(2)), prompt: true)
                == "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n")
    }

    /// Qwen 2.5 puts its own system message where there is none.
    @Test func defaultSystemMessage() throws {
        let source = """
            {%- if messages[0]['role'] == 'system' %}
                {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
            {%- else %}
                {{- '<|im_start|>system\\nYou are Qwen.<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                {%- endif %}
            {%- endfor %}
            """
        #expect(try render(source, [conversation[1]]) == "<|im_start|>system\nYou are Qwen.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n")
        #expect(
            try render(source, Array(conversation.prefix(2)))
                == "<|im_start|>system\n Be brief. <|im_end|>\n<|im_start|>user\nHi<|im_end|>\n")
    }

    @Test(arguments: [
        ("a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc"),
        ("a  {%- if true -%}  b  {%- endif %}  c", "ab  c"),
        ("  {% set x = 1 %}\n  {{ x }}\n", "  1"),
        ("x{# note #}\ny {#- cut -#} z", "xyz"),
        ("{%+ if true %} kept{% endif %}", " kept"),
        ("{{ 'a' 'b' ~ 1 }} {{ [1, 'x', none, true] }}", "ab1 [1, 'x', None, True]"),
        ("{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 * 3 + 1 }} {{ 1 < 2 <= 2 }}", "3 -4 2 3.5 7 True"),
        ("{{ 'abcdef'[1:3] }} {{ 'abc'[::-1] }} {{ 'abc'[-1] }} {{ [1, 2, 3][1:]|join('-') }}", "bc cba c 2-3"),
        ("{{ 'a,b,c'.split(',', 1)[-1] }} {{ '  x '.strip() }}| {{ 'xxaxx'.lstrip('x') }} {{ 'Abc'.startswith('A') }}", "b,c x| axx True"),
        ("{% for i in range(5) if i is odd %}{{ i }}{{ ',' if not loop.last }}{% else %}none{% endfor %}", "1,3"),
        ("{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %}", "0134"),
        ("{% for i in [] %}{{ i }}{% else %}none{% endfor %}", "none"),
        ("{% set x = 1 %}{% for i in range(3) %}{% set x = i %}{% endfor %}{{ x }}", "1"),
        ("{% set n = namespace(x=1) %}{% for i in range(3) %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}", "4"),
        ("{% macro m(a, b='!') %}{{ a|upper }}{{ b }}{% endmacro %}{{ m('x') }}{{ m('y', b='?') }}", "X!Y?"),
        ("{% set t %}in{{ 1 + 1 }}{% endset %}{{ t|length }}", "3"),
        ("{{ missing }}{{ missing|default('d') }}{{ missing is defined }}{{ none is none }}", "dFalseTrue"),
        ("{{ {'a': [1, \"q\\\"\"]}|tojson }} {{ {'a': 1}.get('b', 2) }} {{ 'a' in {'a': 1} }}", "{\"a\": [1, \"q\\\"\"]} 2 True"),
        ("{{ 'b' if false else 'c' }}{{ 'yes' if 'e\u{301}' != '\u{E9}' }}", "cyes"),
        ("{{ '👩\u{200D}👧'|length }}{{ '\r\n'|length }}", "31"),
    ]) func language(source: String, expected: String) throws {
        let text = try render(source)
        #expect(text.utf8.elementsEqual(expected.utf8), "\(text.debugDescription)")
    }

    @Test(arguments: [
        ("a\n{% if x %}", "chat template, line 2: missing 'elif' or 'else' or 'endif'"),
        ("\n\n{{ 1 + }}", "chat template, line 3: expected a value"),
        ("{{ 'a }}", "chat template, line 1: a string without end"),
        ("{% include 'x' %}", "chat template, line 1: '{% include %}' is not supported"),
        ("{{ x ? y }}", "chat template, line 1: unexpected character '?'"),
    ]) func unreadableTemplates(source: String, expected: String) {
        #expect(message(source) == expected)
    }

    @Test(arguments: [
        ("\n{{ raise_exception('roles must alternate') }}", "chat template, line 2: the template refuses: roles must alternate"),
        ("{{ nothing.at.all }}", "chat template, line 1: an undefined value has no 'at'"),
        ("{{ 'a' + 1 }}", "chat template, line 1: '+' does not apply to a string and a number"),
        ("{{ 'a'|shout }}", "chat template, line 1: the filter 'shout' is not supported"),
        ("{{ 1 // 0 }}", "chat template, line 1: 1 // 0 has no value"),
        ("{{ 9223372036854775807 + 1 }}", "chat template, line 1: 9223372036854775807 + 1 has no value"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "chat template, line 1: macros call each other more than 32 levels deep"),
        ("{{ range(10000000) }}", "chat template, line 1: range with more than 100000 values"),
    ]) func failingTemplates(source: String, expected: String) {
        #expect(message(source) == expected)
    }

    private func message(_ source: String) -> String? {
        do {
            _ = try render(source)
            return nil
        } catch { return "\(error)" }
    }

    @Test func hostileNestingIsAnError() {
        for open in ["(", "[", "not ", "-", "{1:", "1 if 1 else "] {
            #expect(message("{{ " + String(repeating: open, count: 50_000) + "1 }}")?.contains("nested deeper") == true, "\(open)")
        }
        #expect(message(String(repeating: "{% if true %}", count: 50_000))?.contains("nested deeper") == true)
        for link in ["+1", " if 1", ".a", "[0]", "|trim", " is none", " < 1", " and 1"] {
            let source = "{{ 1" + String(repeating: link, count: 50_000) + " }}"
            #expect(message(source)?.contains("more than 500 operators") == true, "\(link)")
        }
    }

    @Test func defaultTemplateOfConfiguration() throws {
        let json = #"{"chat_template": [{"name": "tool_use", "template": "t"}, {"name": "default", "template": "{{ messages|length }}"}]}"#
        let configuration = try TokenizerConfiguration(json: Data(json.utf8))
        #expect(try ChatTemplate(configuration: configuration).render(conversation) == "4")
        let replaced = try TokenizerConfiguration(json: Data(json.utf8), chatTemplate: "file")
        #expect(try ChatTemplate(configuration: replaced).render(conversation) == "file")
    }
}
