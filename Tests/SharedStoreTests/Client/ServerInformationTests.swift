import Testing

@testable import SharedStore

@Suite struct ServerInformationTests {
    private func information(_ changes: [String: String] = [:]) -> ServerInformation? {
        var fields = [
            "run_id": "r", "uptime_in_seconds": "10", "role": "master", "master_replid": "a",
            "master_replid2": "0000", "maxmemory_policy": "noeviction", "loading": "0",
        ]
        fields.merge(changes) { $1 }
        return ServerInformation(fields.map { "\($0):\($1)\r\n" }.joined())
    }

    @Test(
        "a server that may forget or be undone is not used",
        arguments: [
            (["maxmemory_policy": "allkeys-lru"], StoreAbsence.evicts(policy: "allkeys-lru")),
            (["role": "slave"], .notPrimary(role: "slave")), (["loading": "1"], .loading),
        ] as [([String: String], StoreAbsence)]
    )
    func check(changes: [String: String], absence: StoreAbsence) throws {
        let server = try #require(information(changes))
        #expect(throws: absence) { try server.check() }
    }

    @Test func aGoodOneIsUsed() throws {
        let server = try #require(information())
        try server.check()
        #expect(!server.hasTakenOver)
    }

    @Test func whatSaysTooLittleIsNone() {
        #expect(ServerInformation("") == nil)
        #expect(information(["uptime_in_seconds": "x"]) == nil)
    }
}
