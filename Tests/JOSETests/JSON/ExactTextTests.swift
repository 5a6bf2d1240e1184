import JOSE
import Testing

@Suite("ExactText")
struct ExactTextTests {
    @Test(
        "Equal texts are equal and hash alike",
        arguments: ["", "a", "1234567", "12345678", "123456789", "caf\u{E9}"]
    )
    func equal(text: String) {
        #expect(ExactText(text) == ExactText(String(decoding: Array(text.utf8), as: UTF8.self)))
        #expect(ExactText(text).hashValue == ExactText(String(decoding: Array(text.utf8), as: UTF8.self)).hashValue)
    }

    @Test(
        "Another spelling is another key, with another hash",
        arguments: [
            ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), ("a\u{301}\u{316}", "a\u{316}\u{301}"), ("", "\0"),
            ("a", "a\0"),
            ("12345678", "12345678\0"), ("12345678", "1234567"), ("ab", "ba"),
        ]
    )
    func different(first: String, second: String) {
        #expect(ExactText(first) != ExactText(second))
        #expect(ExactText(first).hashValue != ExactText(second).hashValue)
    }

    @Test("Names that are all equal to Unicode stay apart in an object, however many")
    func object() throws {
        let marks: [Unicode.Scalar] = ["\u{301}", "\u{316}", "\u{31B}", "\u{321}", "\u{345}"]
        let names = permutations(of: marks).map { marks in
            var name = "a"
            name.unicodeScalars.append(contentsOf: marks)
            return name
        }
        #expect(Set(names).count == 1)
        let text = "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
        let object = try JSONObject(parsing: Array(text.utf8))
        #expect(object.count == 120)
        for (index, name) in names.enumerated() { #expect(object[name] == .integer(Int64(index))) }
        #expect(Set(names.map { ExactText($0).hashValue }).count == 120)
    }

    private func permutations(of scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        guard !scalars.isEmpty else { return [[]] }
        return scalars.indices.flatMap { index in
            var rest = scalars
            let first = rest.remove(at: index)
            return permutations(of: rest).map { [first] + $0 }
        }
    }
}
