import Testing

@testable import OAuth

@Suite struct TokenNotesTests {
    private final class First: Sendable {}
    private final class Second: Sendable {}

    @Test func oneOfEachTypeIsMadeAndKept() {
        let notes = TokenNotes()
        let first = notes.kept { First() }
        let second = notes.kept { Second() }
        #expect(notes.kept { First() } === first)
        #expect(notes.kept { Second() } === second)
    }

    @Test func whoeverAsksAtOnceIsGivenTheSame() async {
        final class Notes: Sendable { let notes = TokenNotes() }
        for _ in 0..<100 {
            let shared = Notes()
            let found = await withTaskGroup(of: [ObjectIdentifier].self) { group in
                for index in 0..<4 {
                    group.addTask {
                        // Half of them find the other type in the first place.
                        if index % 2 == 0 { _ = shared.notes.kept { First() } }
                        let second = shared.notes.kept { Second() }
                        return [ObjectIdentifier(shared.notes.kept { First() }), ObjectIdentifier(second)]
                    }
                }
                return await group.reduce(into: Set<[ObjectIdentifier]>()) { $0.insert($1) }
            }
            #expect(found.count == 1)
        }
    }

    @Test func onlyATokenThatIsRememberedKeepsThem() async throws {
        let entry = try await VerifiedTokenCacheTests.entry()
        func token(_ entry: VerifiedTokenCache.Entry) throws -> AccessToken {
            guard case .accepted(let token) = entry.judged(for: .ofIssuer) else {
                throw TokenValidationError.tokenInactive
            }
            return token
        }
        let (unseen, remembered) = (try token(entry), try token(entry.compacted))
        #expect(unseen.kept { First() } !== unseen.kept { First() })
        #expect(remembered.kept { First() } === remembered.kept { First() })
        #expect(remembered.confirmed(by: "x").kept { First() } === remembered.kept { First() })
        #expect(try token(entry.compacted).kept { First() } !== remembered.kept { First() })
    }
}
