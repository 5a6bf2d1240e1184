import Testing

@testable import FastCGI

@Suite("Confined to a worker")
struct ConfinedTests {
    @Test("it is taken out on the thread of its worker")
    func own() throws {
        let worker = try Worker()
        worker.start()
        #expect(Confined(7, to: worker).value == 7)
    }

    @Test("on any other thread the process ends")
    func other() async {
        await #expect(processExitsWith: .failure) {
            let confined = Confined(7, to: try Worker())
            _ = confined.value
        }
    }
}
