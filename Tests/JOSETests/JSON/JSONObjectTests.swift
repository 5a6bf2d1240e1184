import JOSE
import Testing

@Suite
struct JSONObjectTests {
    @Test("Members keep their order; one that is set again keeps its place")
    func order() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        #expect(object.names == ["b", "a", "c"])
        #expect(object["b"] == 4)
    }

    @Test("A member set to nil is gone, one set to null is there")
    func removal() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = nil
        object["c"] = JSONValue.null
        object["none"] = nil
        #expect(object.names == ["b", "c"])
        #expect(object["a"] == nil)
        #expect(object["c"] == .null)
    }

    @Test("Names are exact", arguments: ["Iss", "ISS", " iss", "iss ", "iss\0", "is"])
    func exactNames(other: String) {
        let object: JSONObject = ["iss": "a"]
        #expect(object[other] == nil)
    }

    @Test("Of two members with one name in a literal the later one counts")
    func duplicatesInALiteral() {
        let object: JSONObject = ["a": 1, "a": 2]
        #expect(object.count == 1)
        #expect(object["a"] == 2)
    }

    @Test("Look-up, replacement and removal hold on both sides of the size where an index begins", arguments: 14...19)
    func index(count: Int) {
        var object = JSONObject((0..<count).map { ("m\($0)", .integer(Int64($0))) })
        #expect((0..<count).allSatisfy { object["m\($0)"] == .integer(Int64($0)) })
        object["m3"] = "new"
        object["m1"] = nil
        #expect(object.count == count - 1)
        #expect(object["m1"] == nil)
        #expect(object["m3"] == "new")
        #expect(object["m\(count - 1)"] == .integer(Int64(count - 1)))
        object["m1"] = "back"
        #expect(object.names.last == "m1")
        #expect(object["m1"] == "back")
        #expect(object["m\(count)"] == nil)
    }

    @Test("The Kelvin sign is not the letter K, with few members and with many", arguments: [1, 40])
    func kelvin(count: Int) {
        var object = JSONObject((0..<count).map { ("m\($0)", 0) })
        object["K"] = 1
        object["\u{212A}"] = 2
        #expect(object["K"] == 1)
        #expect(object["\u{212A}"] == 2)
    }

    @Test(
        "An object equals those with the same members, in any order, and none with more or fewer",
        arguments: [1, 20]
    )
    func equality(count: Int) {
        let members = (0..<count).map { ("m\($0)", JSONValue.integer(Int64($0))) }
        let object = JSONObject(members)
        #expect(object == JSONObject(members.reversed()))
        #expect(object.hashValue == JSONObject(members.reversed()).hashValue)
        #expect(object != JSONObject(members.dropLast()))
        #expect(JSONObject(members.dropLast()) != object)
        #expect(object != JSONObject(members.dropLast() + [("m\(count - 1)", "other")]))
        #expect(object != JSONObject(members.dropLast() + [("other", .integer(Int64(count - 1)))]))
        #expect(["a": .object(object)] != ["a": .object(JSONObject(members.dropLast()))] as JSONValue)
    }

    @Test("A name is the same one written with escapes, of whatever length, among few and many", arguments: [1, 40])
    func escapedNames(count: Int) throws {
        let others = (0..<count).map { "\"-\($0)\":0" }.joined(separator: ",")
        for length in 1...33 {
            let rest = String(repeating: "b", count: length - 1)
            let object = try JSONObject(parsing: Array("{\(others),\"\\u0061\(rest)\":1}".utf8))
            #expect(object["a\(rest)"] == 1)
            #expect(object["a\(rest)b"] == nil)
            for twice in ["\"\\u0061\(rest)\":1,\"a\(rest)\":1", "\"a\(rest)\":1,\"\\u0061\(rest)\":1"] {
                #expect(throws: JSONError.self) { try JSONObject(parsing: Array("{\(others),\(twice)}".utf8)) }
            }
        }
    }

    @Test("An empty object is empty")
    func empty() {
        #expect(JSONObject().isEmpty)
        #expect(!(["a": 1] as JSONObject).isEmpty)
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
