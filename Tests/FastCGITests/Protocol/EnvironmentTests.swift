import Glibc
import HTTP
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Environment")
struct EnvironmentTests {
    private func environment(_ pairs: (String, String)...) throws -> Environment {
        try #require(Environment(parameters: pairs.flatMap(FastCGIRequest.pair)))
    }

    @Test("a meta-variable is found by its exact name")
    func metaVariable() throws {
        let environment = try environment(("REQUEST_URI", "/a"), ("REQUEST_URIS", "/b"), ("EMPTY", ""))
        #expect(environment.metaVariable("REQUEST_URI") == "/a")
        #expect(environment.metaVariable("REQUEST_URIS") == "/b")
        #expect(environment.metaVariable("EMPTY") == "")
        #expect(environment.metaVariable("REQUEST_UR") == nil)
        #expect(environment.metaVariable("request_uri") == nil)
        #expect(environment.metaVariable("") == nil)
    }

    @Test("the bytes of a meta-variable are added as they were sent")
    func appendsMetaVariable() throws {
        let latin: [UInt8] = [1, 2, UInt8(ascii: "A"), 0x61, 0xE9]
        let environment = try #require(Environment(parameters: FastCGIRequest.pair("EMPTY", "") + latin))
        var bytes = Array("x".utf8)
        #expect(environment.appendMetaVariable("A", to: &bytes))
        #expect(environment.appendMetaVariable("EMPTY", to: &bytes))
        #expect(!environment.appendMetaVariable("EMPT", to: &bytes))
        #expect(bytes == [0x78, 0x61, 0xE9])
    }

    @Test("an Authorizer is told its role, and nobody else can say it")
    func role() throws {
        let sent = FastCGIRequest.pair("FCGI_ROLE", "RESPONDER") + FastCGIRequest.pair("A", "1")
        let environment = try #require(Environment(parameters: sent, role: Role.authorizer))
        #expect(environment.metaVariable("FCGI_ROLE") == "AUTHORIZER")
        #expect(environment.metaVariable("A") == "1")
        #expect(try self.environment(("A", "1")).metaVariable("FCGI_ROLE") == "RESPONDER")
    }

    @Test("of a meta-variable that comes twice the first counts")
    func repeatedMetaVariable() throws {
        #expect(try environment(("A", "1"), ("A", "2")).metaVariable("A") == "1")
    }

    @Test("the name of a header field is looked at as it came, behind HTTP_")
    func nameAsItCame() throws {
        let environment = try environment(
            ("HTTP_AUTH.SUBJECT", "x"),
            ("HTTP_", "y"),
            ("AUTH_SUBJECT", "z"),
            ("HTTP_A", "")
        )
        func contains(_ name: String) -> Bool {
            environment.containsHeaderField { span in
                span.count == name.utf8.count && zip(span.indices, name.utf8).allSatisfy { span[$0] == $1 }
            }
        }
        #expect(contains("AUTH.SUBJECT"))
        #expect(contains("A"))
        for name in ["AUTH_SUBJECT", "", "HTTP_A", "auth.subject"] { #expect(!contains(name), "\(name)") }
    }

    @Test("every line of a header field is a value, in order")
    func repeatedField() throws {
        let name = try #require(HTTPField.Name("DPoP"))
        let environment = try environment(
            ("HTTP_DPOP", "aaa"),
            ("HTTP_HOST", "h"),
            ("HTTP_DPOP", ""),
            ("HTTP_DPOP", "bbb, ccc")
        )
        #expect(environment.values(of: name) == ["aaa", "", "bbb, ccc"])
        #expect(environment.headerFields[values: name] == ["aaa", "", "bbb, ccc"])
    }

    @Test("a field's name is found in any letter case, with - for _")
    func fieldName() throws {
        let environment = try environment(("HTTP_X_REQUEST_ID", "7"))
        #expect(environment.values(of: try #require(HTTPField.Name("x-request-id"))) == ["7"])
        #expect(environment.values(of: try #require(HTTPField.Name("X-Request-ID"))) == ["7"])
        #expect(environment.values(of: try #require(HTTPField.Name("X-Request"))).isEmpty)
        #expect(environment.headerFields.map(\.name.rawName) == ["x-request-id"])
    }

    @Test("a meta-variable of the web server is no header field")
    func metaVariablesAreNoFields() throws {
        let environment = try environment(("AUTHORIZATION", "x"), ("HTTP_", "y"), ("HTTPS", "on"), ("XHTTP_A", "z"))
        #expect(environment.values(of: .authorization).isEmpty)
        #expect(environment.headerFields.isEmpty)
    }

    @Test("Content-Type and Content-Length are found however the web server passes them, and once")
    func contentFields() throws {
        let both = try environment(("CONTENT_TYPE", "a/b"), ("HTTP_CONTENT_TYPE", "a/b"), ("CONTENT_LENGTH", "3"))
        #expect(both.values(of: .contentType) == ["a/b"])
        #expect(both.values(of: .contentLength) == ["3"])
        #expect(both.headerFields[values: .contentType] == ["a/b"])
        #expect(both.headerFields[values: .contentLength] == ["3"])
        let none = try environment(("CONTENT_TYPE", ""), ("CONTENT_LENGTH", ""))
        #expect(none.values(of: .contentType).isEmpty)
        #expect(none.headerFields.isEmpty)
    }

    @Test("a value of 7 kB is found whole, and what is behind it too")
    func longValue() throws {
        let token = "Bearer " + String(repeating: "abcdefg", count: 1_000)
        let environment = try environment(("HTTP_AUTHORIZATION", token), ("SERVER_NAME", "behind"))
        #expect(environment.values(of: .authorization) == [token])
        #expect(environment.metaVariable("SERVER_NAME") == "behind")
    }

    @Test("bytes that are no UTF-8 become replacement characters, so that they are not lost in silence")
    func invalidUTF8() throws {
        let name = Array("HTTP_AUTHORIZATION".utf8)
        let environment = try #require(Environment(parameters: [UInt8(name.count), 3] + name + [65, 0xff, 66]))
        #expect(environment.values(of: .authorization) == ["A\u{FFFD}B"])
    }

    @Test("a name that is no token is no header field")
    func invalidName() throws {
        #expect(try environment(("HTTP_A B", "1"), ("HTTP_É", "2"), ("HTTP_A:", "3")).headerFields.isEmpty)
    }

    @Test("lengths of one and of four bytes say the same")
    func lengthForms() throws {
        let long: [UInt8] = [0x80, 0, 0, 1, 0x80, 0, 0, 2, 65, 66, 67]
        #expect(try #require(Environment(parameters: long)).metaVariable("A") == "BC")
    }

    @Test("what libfcgi must not read is no environment", arguments: RequestAssemblerTests.lies)
    func malformed(bytes: [UInt8]) {
        #expect(Environment(parameters: bytes) == nil)
    }

    @Test("no parameters are an environment without fields")
    func empty() throws {
        #expect(try #require(Environment(parameters: [])).headerFields.isEmpty)
    }

    @Test("it stays what it was when its request has been answered and the next has come")
    func outlivesItsRequest() throws {
        FCGXRequest.initialiseLibrary()
        let file = try RequestFile()
        func next(_ number: Int) throws -> FCGXRequest {
            let parameters = FastCGIRequest.pair("NUMBER", "\(number)")
            let isPut = file.put(Record.request(id: 1, role: Role.responder, parameters: parameters))
            #expect(isPut)
            let request = FCGXRequest(from: file)
            return try #require(request)
        }
        var kept: [Environment] = []
        for number in 0..<100 {
            let request = try next(number)
            kept.append(Environment(request))
            let sink = unsafe open("/dev/null", O_WRONLY)
            #expect(request.respond([], through: sink))
            close(sink)
        }
        for (number, environment) in kept.enumerated() { #expect(environment.metaVariable("NUMBER") == "\(number)") }
    }
}
