import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Synchronization
import Testing

@Suite("Refusals in one's own words")
struct RefusalFormatTests {
    private let fixture: GuardFixture

    init() throws { fixture = try GuardFixture() }

    private func respond(
        _ format: RefusalFormat,
        _ requirement: AccessRequirement = .none,
        scope: String? = nil,
        onRefusal: (@Sendable (Refusal, Request) -> Void)? = nil
    ) async throws -> Response {
        let api = ResourceServer(validator: fixture.validator, refusals: format, onRefusal: onRefusal)
        let token = try fixture.token(isBound: false, scope: scope)
        let request = try Request.with([("Authorization", "Bearer \(token)")], target: "/orders?a=b")
        return try await api.requiring(requirement) { _, _ in Response(status: .ok) }.respond(to: request)
    }

    @Test("the content is the user's; status, challenge and caching are not")
    func own() async throws {
        let format = RefusalFormat { refusal, request in
            .init(type: "text/html", body: Array("<p>\(refusal.sentence) \(request.path)</p>".utf8))
        }
        let own = try await respond(format, .scope("read:orders"))
        let standard = try await respond(.json, .scope("read:orders"))
        #expect(String(decoding: own.body, as: UTF8.self).hasSuffix(" /orders</p>"))
        #expect(own.headerFields[.contentType] == "text/html")
        #expect(own.status == .forbidden)
        for name in [HTTPField.Name.wwwAuthenticate, .cacheControl] {
            #expect(own.headerFields[values: name] == standard.headerFields[values: name])
            #expect(!own.headerFields[values: name].isEmpty)
        }
    }

    @Test("problem details have the members of RFC 9457 and our codes", arguments: TokenValidationError.Code.allCases)
    func problem(code: TokenValidationError.Code) throws {
        let writer = RefusalWriter(format: .problem)
        let response = writer.response(to: TokenValidationError(code))
        let standard = RefusalWriter().response(to: TokenValidationError(code))
        #expect(response.headerFields[.contentType] == "application/problem+json")
        #expect(response.status == standard.status)
        #expect(response.headerFields[values: .wwwAuthenticate] == standard.headerFields[values: .wwwAuthenticate])
        let body = try JSONObject(parsing: response.body)
        #expect(body["status"] == .integer(Int64(response.status.code)))
        #expect(body["title"]?.stringValue == response.status.reasonPhrase)
        #expect(body["detail"]?.stringValue == (try standard.member("error_description")))
        #expect(body["error"]?.stringValue == (try standard.member("error")))
        #expect(body["error_code"]?.stringValue == code.rawValue)
    }

    @Test("whoever counts or logs is told once of each refusal, with whom it is about")
    func told() async throws {
        let told = Mutex<[Refusal]>([])
        let record: @Sendable (Refusal, Request) -> Void = { refusal, _ in told.withLock { $0.append(refusal) } }
        _ = try await respond(.json, .scope("read:orders"), onRefusal: record)
        _ = try await respond(.json, .scope("read:orders"), scope: "read:orders", onRefusal: record)
        let refusals = told.withLock(\.self)
        #expect(refusals.map(\.code) == ["insufficient_scope"])
        #expect(refusals.first?.identity?.subject == "alice")
        #expect(refusals.first?.requirement == .scope("read:orders"))
        #expect(refusals.first?.name == "insufficient_scope")
        #expect(refusals.first?.title == "Insufficient scope.")
    }
}
