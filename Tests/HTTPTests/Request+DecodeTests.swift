import FoundationEssentials
import HTTP
import HTTPTypes
import Testing

@Suite("The content of a request as a value")
struct RequestDecodeTests {
    private struct Order: Decodable, Equatable {
        let item: String
        let count: Int
    }

    private func request(_ body: String, _ types: [String] = ["application/json"]) -> Request {
        var fields: HTTPFields = [:]
        for type in types { fields.append(HTTPField(name: .contentType, value: type)) }
        return Request(method: .post, target: "/", headerFields: fields, body: Array(body.utf8))
    }

    private static let order = #"{"item":"tea","count":2}"#

    @Test(
        "JSON by its name, in any letter case and with parameters, is decoded",
        arguments: [
            "application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json", " application/json ",
        ]
    )
    func json(type: String) throws {
        #expect(try request(Self.order, [type]).decode(Order.self) == Order(item: "tea", count: 2))
    }

    @Test(
        "what does not say that it is JSON is 415",
        arguments: [
            [], ["text/plain"], ["application/x-www-form-urlencoded"], ["text/json"],
            ["application/json", "text/plain"], [""],
        ]
    )
    func otherTypes(types: [String]) throws {
        #expect(throws: RequestBodyError.notJSON) { try request(Self.order, types).decode(Order.self) }
        #expect(RequestBodyError.notJSON.response.status == .unsupportedMediaType)
    }

    @Test("more than the handler takes is 413, and is not looked at")
    func tooLarge() throws {
        let length = Self.order.utf8.count
        #expect(try request(Self.order).decode(Order.self, upTo: length).count == 2)
        #expect(throws: RequestBodyError.tooLarge) { try request(Self.order).decode(Order.self, upTo: length - 1) }
        #expect(throws: RequestBodyError.tooLarge) { try request("not JSON").decode(Order.self, upTo: 1) }
        #expect(RequestBodyError.tooLarge.response.status == .contentTooLarge)
    }

    @Test(
        "what is not JSON, or not of the type, is 400, and the answer has nothing of it",
        arguments: ["", "{", #"{"item":"secret"}"#, #"{"item":"secret","count":"2"}"#, "[]", "\u{FF}"]
    )
    func malformed(body: String) throws {
        do {
            _ = try request(body).decode(Order.self)
            Issue.record("decoded")
        } catch {
            #expect(error != .notJSON && error != .tooLarge)
            #expect(error.response.status == .badRequest)
            #expect(!String(decoding: error.response.body, as: UTF8.self).contains("secret"))
        }
    }

    @Test("dates are read by a decoder of the user's")
    func decoder() throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        #expect(try request("[1]").decode([Date].self, decoder: decoder) == [Date(timeIntervalSince1970: 1)])
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        let response = try Response.json([Date(timeIntervalSince1970: 1)], status: .created, encoder: encoder)
        #expect(response.body == Array("[1]".utf8))
        #expect(response.status == .created)
    }
}
