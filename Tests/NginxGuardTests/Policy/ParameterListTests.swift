import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Parameter lists")
struct ParameterListTests {
    @Test("names, values and words are told apart")
    func reads() throws {
        let list = try ParameterList("optional;all=read:a write:a;max_age=300")
        #expect(list.parameters.map(\.name) == ["optional", "all", "max_age"])
        #expect(list["optional"]?.words == nil)
        #expect(list["all"]?.words == ["read:a", "write:a"])
        #expect(list.word("max_age") == "300")
        #expect(list["none"] == nil)
    }

    @Test(
        "a percent-encoded word is decoded once",
        arguments: [("a%3Bb", "a;b"), ("%20", " "), ("%2541", "%41"), ("%c3%A4", "ä")]
    )
    func decodes(text: String, word: String) throws {
        #expect(try ParameterList("aud=\(text)").word("aud") == word)
    }

    @Test("a word may follow the name behind a colon")
    func arguments() throws {
        let list = try ParameterList("claim:cognito:groups=a b;claim:a%3Db=c;claim=d")
        #expect(list.parameters.map(\.argument) == ["cognito:groups", "a=b", nil])
        #expect(list["claim", "cognito:groups"]?.words == ["a", "b"])
        #expect(list["claim", "a=b"]?.words == ["c"])
        #expect(list.word("claim") == "d")
        #expect(list.text == "claim:cognito:groups=a b;claim:a%3Db=c;claim=d")
    }

    @Test(
        "what is not clearly a list is refused",
        arguments: [
            "a:=b", ":a=b", "a:b c=d", "a:%=b", "a:b=c;a:b=d", "a:b=c;a:%62=d", "a:b;a:b=c", "A:b=c", "a:b&c=d",
            "", ";", "a;", ";a", "a;;b", "=x", "a=", "a= b", "a=b ", "a=b  c", "A=b", "a1=b", "a b=c", "a=b;a=c",
            "a;a=b",
            "a=%", "a=%2", "a=%zz", "a=%ff", "a=\u{e4}", "a=b\tc", "a=\u{7f}", "a=b=c", "a=b&c=d", "a=b,c", "a =b",
            "\u{e4}=b", "a=b;B=c",
            "a=" + String(repeating: "x", count: 2_048),
        ]
    )
    func refuses(text: String) {
        #expect(throws: ParameterListError.self) { try ParameterList(text) }
    }

    @Test(
        "what is written reads as what it was made of",
        arguments: ["plain", "a b", "a;b", "100%", "ä\r\n", "=", "\u{0}"]
    )
    func writes(word: String) throws {
        var list = ParameterList()
        list.add("flag")
        list.add("words", [word, "x"])
        #expect(list.text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let read = try ParameterList(list.text)
        #expect(read["flag"] != nil)
        #expect(read["words"]?.words == [word, "x"])
    }

    @Test(
        "seconds are only digits, nine at most",
        arguments: ["", "-1", "+1", "1.5", "0x1", "1234567890", "1 2", "\u{661}"]
    )
    func refusesSeconds(text: String) throws {
        var list = ParameterList()
        list.add("n", [text])
        #expect(list.seconds("n") == nil)
    }

    @Test("seconds")
    func seconds() throws {
        #expect(try ParameterList("n=300").seconds("n") == .seconds(300))
    }
}
