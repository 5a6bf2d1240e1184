import Testing

@testable import NginxGuard

@Suite("Numbers of locations")
struct LocationNumbersTests {
    @Test("a policy keeps its number, and no more than so many have one")
    func numbers() {
        let numbers = LocationNumbers()
        for number in 0..<LocationNumbers.most {
            #expect(numbers.number(of: "all=\(number)") == number)
            #expect(numbers.number(of: "all=\(number)") == number)
        }
        #expect(numbers.number(of: "all=more") == nil)
        #expect(numbers.number(of: "all=0") == 0)
        #expect(numbers.policies.count == LocationNumbers.most)
        #expect(numbers.policies.last == "all=\(LocationNumbers.most - 1)")
    }
}
