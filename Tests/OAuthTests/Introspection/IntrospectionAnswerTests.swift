import JOSE
import Testing

@testable import OAuth

/// RFC 7662 §2.2.
@Suite struct IntrospectionAnswerTests {
    private static let issuer = "https://issuer.example/"

    private func read(_ text: String) throws(IntrospectionFault) -> IntrospectionAnswer {
        try IntrospectionAnswer(Array(text.utf8), from: Self.issuer, askedAt: TokenFixtures.now)
    }

    @Test func theExampleOfTheRFCIsRead() throws {
        let answer = try read(
            """
            {"active": true, "client_id": "l238j323ds-23ij4", "username": "jdoe", "scope": "read write dolphin",
             "sub": "Z5O3upPC88QrAjx00dis", "aud": "https://protected.example.net/resource",
             "iss": "https://server.example.com/", "exp": 1419356238, "iat": 1419350238,
             "extension_field": "twenty-seven"}
            """
        )
        let claims = try #require(answer.claims)
        #expect(claims["iss"] == "https://server.example.com/")
        #expect(claims["extension_field"] == "twenty-seven")
        #expect(claims["active"] == nil)
        #expect(try read(#"{"active": false}"#).claims == nil)
    }

    @Test func whatStandsBesideInactiveDoesNotCount() throws {
        #expect(try read(#"{"active":false,"exp":"x","scope":5,"sub":"root"}"#).claims == nil)
    }

    @Test func anAnswerWithoutAnIssuerIsOfTheOneThatWasAsked() throws {
        let answer = try read(#"{"active":true,"token_type":"DPoP","exp":1.5,"aud":["a"],"iss":null}"#)
        #expect(answer.claims?["iss"] == .string(Self.issuer))
        #expect(answer.tokenType == "DPoP")
        #expect(answer.claims?.contains("token_type") == false)
    }

    @Test(arguments: [
        "", "<html>", "[]", "true", #"{"active":"true"}"#, #"{"active":1}"#, #"{"active":null}"#, "{}",
        #"{"active":[true]}"#, #"{"Active":true}"#, #"{"active":true,"active":true}"#, #"{"active":true}x"#,
        #"{"active":true,"exp":"1700003600"}"#, #"{"active":true,"nbf":true}"#, #"{"active":true,"iat":[1]}"#,
        #"{"active":true,"exp":1e300}"#, #"{"active":true,"aud":5}"#, #"{"active":true,"aud":[5]}"#,
        #"{"active":true,"sub":5}"#, #"{"active":true,"iss":["a"]}"#, #"{"active":true,"token_type":true}"#,
        #"{"active":true,"jti":{}}"#, #"{"active":true,"client_id":0}"#,
    ])
    func whatHasAnotherTypeIsNoAnswer(text: String) {
        #expect {
            try read(text)
        } throws: { error in
            if case .refused? = error as? IntrospectionFault { true } else { false }
        }
    }

    @Test func anAnswerAboutAnotherTokenIsNone() throws {
        let answer = try read(#"{"active":true,"jti":"a"}"#)
        try answer.check(isAbout: ["jti": "a", "iss": .string(Self.issuer)])
        try answer.check(isAbout: [:])
        #expect(throws: IntrospectionFault.self) { try answer.check(isAbout: ["jti": "b"]) }
        #expect(throws: IntrospectionFault.self) { try answer.check(isAbout: ["iss": "https://other.example/"]) }
    }
}
