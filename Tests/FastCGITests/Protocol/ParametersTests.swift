import HTTP
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Parameters")
struct ParametersTests {
    private func parameters(_ pairs: (String, String)...) -> Parameters {
        Parameters(wellFormed: pairs.flatMap(FastCGIRequest.pair))
    }

    @Test("a meta-variable is found by its exact name")
    func metaVariable() {
        let parameters = parameters(("REQUEST_URI", "/a"), ("REQUEST_URIS", "/b"), ("EMPTY", ""))
        #expect(parameters.metaVariable("REQUEST_URI") == "/a")
        #expect(parameters.metaVariable("REQUEST_URIS") == "/b")
        #expect(parameters.metaVariable("EMPTY") == "")
        #expect(parameters.metaVariable("REQUEST_UR") == nil)
        #expect(parameters.metaVariable("request_uri") == nil)
        #expect(parameters.metaVariable("") == nil)
    }

    @Test("an Authorizer is told its role, and nobody else can say it")
    func role() {
        let sent = FastCGIRequest.pair("FCGI_ROLE", "RESPONDER") + FastCGIRequest.pair("A", "1")
        let parameters = Parameters(wellFormed: sent, role: Role.authorizer)
        #expect(parameters.metaVariable("FCGI_ROLE") == "AUTHORIZER")
        #expect(parameters.metaVariable("A") == "1")
        #expect(self.parameters(("A", "1")).metaVariable("FCGI_ROLE") == nil)
    }

    @Test("of a meta-variable that comes twice the first counts")
    func repeatedMetaVariable() {
        #expect(parameters(("A", "1"), ("A", "2")).metaVariable("A") == "1")
    }

    @Test("the name of a header field is looked at as it came, behind HTTP_")
    func nameAsItCame() {
        let parameters = parameters(("HTTP_AUTH.SUBJECT", "x"), ("HTTP_", "y"), ("AUTH_SUBJECT", "z"), ("HTTP_A", ""))
        func contains(_ name: String) -> Bool {
            parameters.containsHeaderField { span in
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
        let parameters = parameters(
            ("HTTP_DPOP", "aaa"),
            ("HTTP_HOST", "h"),
            ("HTTP_DPOP", ""),
            ("HTTP_DPOP", "bbb, ccc")
        )
        #expect(parameters.values(of: name) == ["aaa", "", "bbb, ccc"])
        #expect(parameters.headerFields[values: name] == ["aaa", "", "bbb, ccc"])
    }

    @Test("a field's name is found in any letter case, with - for _")
    func fieldName() throws {
        let parameters = parameters(("HTTP_X_REQUEST_ID", "7"))
        #expect(parameters.values(of: try #require(HTTPField.Name("x-request-id"))) == ["7"])
        #expect(parameters.values(of: try #require(HTTPField.Name("X-Request-ID"))) == ["7"])
        #expect(parameters.values(of: try #require(HTTPField.Name("X-Request"))).isEmpty)
        #expect(parameters.headerFields.map(\.name.rawName) == ["x-request-id"])
    }

    @Test("a meta-variable of the web server is no header field")
    func metaVariablesAreNoFields() throws {
        let parameters = parameters(("AUTHORIZATION", "x"), ("HTTP_", "y"), ("HTTPS", "on"), ("XHTTP_A", "z"))
        #expect(parameters.values(of: .authorization).isEmpty)
        #expect(parameters.headerFields.isEmpty)
    }

    @Test("Content-Type and Content-Length are found however the web server passes them, and once")
    func contentFields() {
        let both = parameters(("CONTENT_TYPE", "a/b"), ("HTTP_CONTENT_TYPE", "a/b"), ("CONTENT_LENGTH", "3"))
        #expect(both.values(of: .contentType) == ["a/b"])
        #expect(both.values(of: .contentLength) == ["3"])
        #expect(both.headerFields[values: .contentType] == ["a/b"])
        #expect(both.headerFields[values: .contentLength] == ["3"])
        let none = parameters(("CONTENT_TYPE", ""), ("CONTENT_LENGTH", ""))
        #expect(none.values(of: .contentType).isEmpty)
        #expect(none.headerFields.isEmpty)
    }

    @Test("a value of 7 kB is found whole, and what is behind it too")
    func longValue() {
        let token = "Bearer " + String(repeating: "abcdefg", count: 1_000)
        let parameters = parameters(("HTTP_AUTHORIZATION", token), ("SERVER_NAME", "behind"))
        #expect(parameters.values(of: .authorization) == [token])
        #expect(parameters.metaVariable("SERVER_NAME") == "behind")
    }

    @Test("bytes that are no UTF-8 become replacement characters, so that they are not lost in silence")
    func invalidUTF8() {
        let name = Array("HTTP_AUTHORIZATION".utf8)
        let parameters = Parameters(wellFormed: [UInt8(name.count), 3] + name + [65, 0xff, 66])
        #expect(parameters.values(of: .authorization) == ["A\u{FFFD}B"])
    }

    @Test("a name that is no token is no header field")
    func invalidName() {
        #expect(parameters(("HTTP_A B", "1"), ("HTTP_É", "2"), ("HTTP_A:", "3")).headerFields.isEmpty)
    }

    @Test("lengths of one and of four bytes say the same")
    func lengthForms() {
        let long: [UInt8] = [0x80, 0, 0, 1, 0x80, 0, 0, 2, 65, 66, 67]
        let isWellFormed = Parameters.areWellFormed(long.span)
        #expect(isWellFormed)
        #expect(Parameters(wellFormed: long).metaVariable("A") == "BC")
    }

    @Test("the pairs must fill the bytes", arguments: RequestAssemblerTests.lies)
    func malformed(bytes: [UInt8]) {
        let isWellFormed = Parameters.areWellFormed(bytes.span)
        #expect(!isWellFormed)
        #expect(Parameters(bytes) == nil)
    }

    @Test("no pairs are well-formed, and hold nothing")
    func empty() {
        let none: [UInt8] = []
        let isWellFormed = Parameters.areWellFormed(none.span)
        #expect(isWellFormed)
        #expect(Parameters(none)?.headerFields.isEmpty == true)
    }
}
