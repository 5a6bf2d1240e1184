import JOSE
import JWKS
import Testing

@testable import OAuth

@Suite struct IssuerIntrospectionTests {
    private let asked = AskedIssuer()
    private let now = TokenFixtures.now

    private func introspection(cacheTTL: Duration = .seconds(30)) -> IssuerIntrospection {
        IssuerIntrospection(issuer: TokenFixtures.issuer, asked.introspection(cacheTTL: cacheTTL))
    }

    private func ask(_ introspection: IssuerIntrospection, _ token: String) async -> Bool? {
        try? await introspection.answer(about: token, TokenDigest(token), isKnown: false, at: now).claims != nil
    }

    @Test func theSameTokenTwiceAtATimeIsAskedAboutOnce() async throws {
        let introspection = introspection()
        asked.answer("t", AskedIssuer.active())
        asked.hold()
        let answers = await withTaskGroup(of: Bool?.self) { group in
            for _ in 1...20 { group.addTask { await ask(introspection, "t") } }
            group.addTask {
                // All of them wait by then: whoever came later would ask again.
                while introspection.status.questions == 0 || asked.questions.isEmpty { await Task.yield() }
                asked.release()
                return nil
            }
            return await group.reduce(into: [Bool?]()) { $0.append($1) }
        }
        #expect(answers.count { $0 == true } == 20)
        // Who comes once the first is answered asks anew.
        #expect(asked.questions.count < 20)
        #expect(introspection.status.questions == 0)
    }

    @Test func anInactiveTokenIsNotAskedAboutForAWhile() async throws {
        let introspection = introspection()
        #expect(await ask(introspection, "t") == false)
        #expect(try introspection.answerAtOnce(about: TokenDigest("t"), at: now)?.claims == nil)
        #expect(await ask(introspection, "t") == false)
        #expect(asked.questions.count == 1)
        asked.pass(.seconds(10))
        asked.answer("t", AskedIssuer.active())
        #expect(await ask(introspection, "t") == true)
        #expect(try introspection.answerAtOnce(about: TokenDigest("t"), at: now) == nil)
    }

    @Test func whereNothingIsBelievedARefusalIsNotEither() async throws {
        let introspection = introspection(cacheTTL: .zero)
        #expect(await ask(introspection, "t") == false)
        #expect(await ask(introspection, "t") == false)
        #expect(asked.questions.count == 2)
    }

    @Test func whoDoesNotAnswerIsNotAskedForAWhile() async throws {
        let introspection = introspection()
        for number in 1...7 {
            asked.fail("\(number)", .unavailable(reason: "it is down"))
            #expect(await ask(introspection, "\(number)") == nil)
        }
        #expect(asked.questions.count == CircuitBreaker.mostFailures)
        #expect(!introspection.status.isAsked)
        #expect(asked.events.contains(.stopped(reason: "it is down", for: .seconds(1))))
        #expect(throws: TokenValidationError.self) { try introspection.answerAtOnce(about: TokenDigest("x"), at: now) }
        asked.pass(.seconds(1))
        #expect(await ask(introspection, "other") == false)
        #expect(asked.events.last == .resumed)
        #expect(introspection.status.isAsked)
    }

    @Test func whoDoesNotLetUsAskIsNotAskedAtOnce() async throws {
        let introspection = introspection()
        asked.fail("t", .credentialsRefused(reason: "401"))
        #expect(await ask(introspection, "t") == nil)
        #expect(await ask(introspection, "u") == nil)
        #expect(asked.questions.count == 1)
    }

    @Test func whatAClientCanCauseDoesNotStopTheAsking() async throws {
        let introspection = introspection()
        for number in 1...20 {
            asked.answer("\(number)", "<html>")
            #expect(await ask(introspection, "\(number)") == nil)
            asked.fail("busy \(number)", .busy)
            #expect(await ask(introspection, "busy \(number)") == nil)
        }
        #expect(introspection.status.isAsked)
        #expect(asked.questions.count == 40)
    }

    @Test func aRequestThatIsGivenUpDoesNotTakeOthersAlong() async throws {
        let introspection = introspection()
        asked.answer("t", AskedIssuer.active())
        asked.hold()
        let first = Task { await ask(introspection, "t") }
        while asked.questions.isEmpty { await Task.yield() }
        let second = Task { await ask(introspection, "t") }
        first.cancel()
        #expect(await first.value == nil)
        asked.release()
        #expect(await second.value == true)
    }

    @Test func theTraceOfTheRequestGoesAlong() async throws {
        let introspection = introspection()
        let field = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        _ = await FetchTrace.$current.withValue(field) { await ask(introspection, "t") }
        #expect(asked.questions.first?.traceparent == field)
        #expect(asked.questions.first?.issuer == TokenFixtures.issuer)
    }
}
