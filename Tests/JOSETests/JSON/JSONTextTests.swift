import JOSE
import Testing

/// Objects that were read: their values are made when they are asked for.
@Suite struct JSONTextTests {
    private func object(_ text: String) throws -> JSONObject {
        try JSONObject(parsing: Array(text.utf8))
    }

    private static let written =
        #"{"s":"text","e\u0073c":"\u00e9\n😀","n":-17,"f":1.5e3,"t":true,"z":null,"a":["x",1,[],{"k":"v"}],"#
        + #""o":{"p":{"q":["r"]},"s":{}},"l":["a","b"],"":0}"#
    private static let built: JSONObject = [
        "s": "text", "esc": "é\n😀", "n": -17, "f": 1500.0, "t": true, "z": nil, "a": ["x", 1, [], ["k": "v"]],
        "o": ["p": ["q": ["r"]], "s": [:]], "l": ["a", "b"], "": 0,
    ]

    @Test("An object that was read is the one that is made of the same members")
    func equality() throws {
        let read = try object(Self.written)
        #expect(read == Self.built && Self.built == read)
        #expect(read.hashValue == Self.built.hashValue)
        #expect(read.names == Self.built.names)
        #expect(read.count == 10)
        for name in Self.built.names { #expect(read[name] == Self.built[name], "\(name)") }
        #expect(read["esc\0"] == nil && read["S"] == nil && read["es"] == nil)
        #expect(read["o"]?.objectValue?["p"]?.objectValue?["q"] == ["r"])
        #expect(read == (try object(Self.written)))
        #expect(try read != object(#"{"s":"text"}"#))
    }

    @Test("What is asked for by its kind is what stands there, read or made")
    func kinds() throws {
        for object in [try object(Self.written), Self.built] {
            #expect(object.contains("esc") && object.contains("z") && object.contains(""))
            #expect(!object.contains("x") && !object.contains("ESC"))
            #expect(object.single("s") == "text")
            #expect(object.single("z") == .null)
            #expect(object.single("o")?.objectValue?.count == 2)
            #expect(object.single("a") == nil && object.single("l") == nil && object.single("x") == nil)
            #expect(object.strings("l") == ["a", "b"])
            #expect(object.strings("s") == ["text"])
            #expect(object.strings("esc") == ["é\n😀"])
            for name in ["a", "n", "o", "z", "t", "x"] { #expect(object.strings(name) == nil, "\(name)") }
        }
        #expect(try object(#"{ "l" : [ ] }"#).strings("l") == [])
        #expect(try object(#"{ "l" : [ "a" , "\u0062" ] }"#).strings("l") == ["a", "b"])
        #expect(try object(#"{"l":["a",1]}"#).strings("l") == nil)
    }

    @Test("A change makes it an object of its own, and leaves the other as it was")
    func change() throws {
        let read = try object(Self.written)
        var changed = read
        changed["s"] = "new"
        changed["z"] = nil
        changed["more"] = 1
        #expect(read == Self.built)
        #expect(changed.names == ["s", "esc", "n", "f", "t", "a", "o", "l", "", "more"])
        #expect(changed["s"] == "new" && changed["more"] == 1 && changed["o"] == Self.built["o"])
    }

    @Test(
        "It is encoded in the one compact way, however it was written",
        arguments: [
            (#"{"a":[1,true,null,"é"],"b":{"c":{}}}"#, #"{"a":[1,true,null,"é"],"b":{"c":{}}}"#),
            (#" {"a":1} "#, #"{"a":1}"#), (#"{"a": 1}"#, #"{"a":1}"#), (#"{"a":[ ]}"#, #"{"a":[]}"#),
            (#"{"a":"\/"}"#, #"{"a":"/"}"#), (#"{"\u0061":1}"#, #"{"a":1}"#), (#"{"a":-0}"#, #"{"a":0}"#),
            (#"{"a":1.50}"#, #"{"a":1.5}"#), (#"{"a":1E2}"#, #"{"a":100.0}"#), (#"{"a":{"b" :1}}"#, #"{"a":{"b":1}}"#),
            (#"{"a":9223372036854775808}"#, #"{"a":9.223372036854776e+18}"#),
        ]
    )
    func encoding(written: String, encoded: String) throws {
        let object = try object(written)
        #expect(String(decoding: object.encoded(), as: UTF8.self) == encoded)
        #expect(
            String(decoding: (["o": .object(object)] as JSONObject).encoded(), as: UTF8.self) == "{\"o\":\(encoded)}"
        )
    }

    @Test("Of an object within another only its own members are found, few or many", arguments: [1, 16, 17, 200])
    func nested(count: Int) throws {
        func members(_ prefix: String) -> String {
            (0..<count).map { "\"\(prefix)\($0)\":\($0)" }.joined(separator: ",")
        }
        let inner = "{\(members("i")),\"x\":{\(members("j"))}}"
        let object = try object("{\(members("a")),\"o\":\(inner),\(members("z"))}")
        #expect(object.count == 2 * count + 1)
        #expect(object["i0"] == nil && object["x"] == nil && object["j0"] == nil)
        for index in 0..<count {
            for prefix in ["a", "z"] { #expect(object["\(prefix)\(index)"] == .integer(Int64(index))) }
        }
        let found = try #require(object["o"]?.objectValue)
        #expect(found.count == count + 1 && found["a0"] == nil && found["z0"] == nil)
        #expect(found["x"]?.objectValue?["j\(count - 1)"] == .integer(Int64(count - 1)))
        #expect(found["x"]?.objectValue?.count == count)
    }
}
