import Foundation
import JOSE
import Testing

@Suite
struct JSONDecodingTests {
    private struct Claims: Decodable, Equatable {
        struct Confirmation: Decodable, Equatable {
            let jkt: String
        }

        enum Plan: String, Decodable { case free, paid }

        let sub: String
        let exp: Date
        let level: Int
        let ratio: Double
        let admin: Bool
        let permissions: [String]
        let confirmation: Confirmation?
        let plan: Plan
        let site: URL
        let extra: [String: Int]
        let nothing: String?

        enum CodingKeys: String, CodingKey {
            case sub, exp, level, ratio, admin, permissions, plan, extra, nothing
            case confirmation = "cnf"
            case site = "https://example.com/site"
        }
    }

    private let object: JSONObject = [
        "sub": "someone", "exp": 1_700_000_000.5, "level": 3, "ratio": 1, "admin": true, "permissions": ["a", "b"],
        "cnf": ["jkt": "x"], "plan": "paid", "https://example.com/site": "https://example.com/a?b",
        "extra": ["k": 1], "nothing": nil,
    ]

    @Test("A type of the user's is decoded, dates as NumericDate")
    func claims() throws {
        let claims = try object.decode(Claims.self)
        #expect(claims.sub == "someone")
        #expect(claims.exp == Date(timeIntervalSince1970: 1_700_000_000.5))
        #expect(claims.level == 3)
        #expect(claims.ratio == 1)
        #expect(claims.admin)
        #expect(claims.permissions == ["a", "b"])
        #expect(claims.confirmation == Claims.Confirmation(jkt: "x"))
        #expect(claims.plan == .paid)
        #expect(claims.site == URL(string: "https://example.com/a?b"))
        #expect(claims.extra == ["k": 1])
        #expect(claims.nothing == nil)
    }

    @Test(
        "A member of another type is an error that names its place",
        arguments: [
            ("sub", 1), ("exp", "1700000000"), ("level", 1.5), ("level", "3"), ("ratio", "1"), ("admin", 1),
            ("permissions", "a"), ("cnf", []), ("extra", ["k": "1"]), ("https://example.com/site", 1),
        ] as [(String, JSONValue)]
    )
    func wrongType(name: String, value: JSONValue) throws {
        do {
            _ = try object.with(name, value).decode(Claims.self)
            Issue.record("decoded")
        } catch DecodingError.typeMismatch(_, let context) {
            #expect(context.codingPath.first?.stringValue == name)
        }
    }

    @Test("A missing member and a null where a value must be are errors")
    func missing() {
        #expect(throws: DecodingError.self) { try object.with("sub", nil).decode(Claims.self) }
        #expect(throws: DecodingError.self) { try object.with("sub", JSONValue.null).decode(Claims.self) }
        #expect(throws: DecodingError.self) { try object.with("plan", "other").decode(Claims.self) }
    }

    @Test("Integers are checked against the range of their type")
    func integerRanges() throws {
        struct Small: Decodable { let value: UInt8 }
        struct Large: Decodable { let value: UInt64 }
        #expect(try (["value": 255] as JSONObject).decode(Small.self).value == 255)
        #expect(throws: DecodingError.self) { try (["value": 256] as JSONObject).decode(Small.self) }
        #expect(throws: DecodingError.self) { try (["value": -1] as JSONObject).decode(Small.self) }
        #expect(try (["value": 1e3] as JSONObject).decode(Large.self).value == 1000)
        #expect(throws: DecodingError.self) { try (["value": 1e300] as JSONObject).decode(Large.self) }
    }

    @Test("Names are matched exactly")
    func exactNames() {
        struct Issuer: Decodable { let iss: String }
        #expect(throws: DecodingError.self) { try (["ISS": "a"] as JSONObject).decode(Issuer.self) }
    }

    @Test("Nested and unkeyed containers are walked by hand to their end")
    func manualContainers() throws {
        struct Pairs: Decodable {
            var values: [Int] = []
            var sawNull = false

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                var outer = try container.nestedUnkeyedContainer(forKey: Key(stringValue: "pairs"))
                while !outer.isAtEnd {
                    if try outer.decodeNil() {
                        sawNull = true
                        continue
                    }
                    var inner = try outer.nestedUnkeyedContainer()
                    while !inner.isAtEnd { values.append(try inner.decode(Int.self)) }
                    #expect(throws: DecodingError.self) { try inner.decode(Int.self) }
                }
            }

            struct Key: CodingKey {
                var stringValue: String
                var intValue: Int? { nil }
                init(stringValue: String) { self.stringValue = stringValue }
                init?(intValue: Int) { nil }
            }
        }
        let pairs = try (["pairs": [[1, 2], nil, [3]]] as JSONObject).decode(Pairs.self)
        #expect(pairs.values == [1, 2, 3])
        #expect(pairs.sawNull)
    }
}
