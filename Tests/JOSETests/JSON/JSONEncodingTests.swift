import JOSE
import Testing

@Suite
struct JSONEncodingTests {
    @Test(
        "Values are written compactly",
        arguments: [
            (["a": 1, "b": [true, false, nil], "c": ["d": "e"]], #"{"a":1,"b":[true,false,null],"c":{"d":"e"}}"#),
            (["n": 1.5, "m": -3, "l": 1e300], #"{"n":1.5,"m":-3,"l":1e+300}"#),
            ([:], "{}"),
            (["": []], #"{"":[]}"#),
            (["t": "\"\\\n\r\t\u{0}\u{1F}é😀/"], #"{"t":"\"\\\n\r\t\u0000\u001fé😀/"}"#),
            (["x": .number(.infinity), "y": .number(.nan)], #"{"x":null,"y":null}"#),
        ] as [(JSONObject, String)]
    )
    func encoding(object: JSONObject, text: String) {
        #expect(String(decoding: object.encoded(), as: UTF8.self) == text)
        #expect(JSONValue.object(object).encoded() == object.encoded())
    }

    @Test("What is written is read as the same, for every character below U+0800")
    func roundTrip() throws {
        var scalars = String.UnicodeScalarView()
        for value in UInt32(0)..<0x800 {
            Unicode.Scalar(value).map { scalars.append($0) }
        }
        let object: JSONObject = ["text": .string(String(scalars)), "more": [1, -2.25, nil, ["x": []]]]
        #expect(try JSONObject(parsing: object.encoded()) == object)
    }
}
