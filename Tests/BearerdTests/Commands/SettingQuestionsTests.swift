import Synchronization
import Testing

@testable import bearerd

@Suite struct SettingQuestionsTests {
    /// The settings after these answers, and how many questions there were.
    private func complete(_ values: [String: String] = [:], _ answers: [String]) -> (
        values: [String: String], asked: Int
    ) {
        let asked = Mutex(0)
        let questions = SettingQuestions { _ in
            let index = asked.withLock { count in
                defer { count += 1 }
                return count
            }
            return index < answers.count ? answers[index] : nil
        }
        return (questions.complete(values), asked.withLock(\.self))
    }

    @Test("a tenant of Auth0 is asked for by its domain, every other provider by its issuer")
    func providers() {
        let auth0 = complete([:], ["auth0", " example.eu.auth0.com ", "https://api.example.com"])
        #expect(
            auth0.values == [
                "PROVIDER": "auth0", "AUTH0_DOMAIN": "example.eu.auth0.com", "AUDIENCE": "https://api.example.com",
            ]
        )
        let other = complete([:], ["", "id.example.com/realms/main", "orders"])
        #expect(other.values == ["ISSUERS": "https://id.example.com/realms/main", "AUDIENCE": "orders"])
        let full = complete([:], ["auth0", "https://example.eu.auth0.com/", "x"])
        #expect(full.values["ISSUERS"] == "https://example.eu.auth0.com/")
        #expect(full.values["AUTH0_DOMAIN"] == nil)
    }

    @Test("what is given is not asked for")
    func given() {
        #expect(complete(["AUTH0_DOMAIN": "a", "AUTH0_AUDIENCE": "b"], []).asked == 0)
        #expect(complete(["ISSUERS_FILE": "/x"], []).asked == 0)
        #expect(complete(["ISSUERS": "https://a/", "PROVIDER": "okta"], ["b"]).asked == 1)
        #expect(complete(["PROVIDER": "okta"], ["https://a/", "b"]).asked == 2)
    }

    @Test("where nobody answers, nothing is made up")
    func nobody() {
        #expect(complete([:], []).values == [:])
        #expect(complete([:], ["", "", ""]).values == [:])
    }
}
