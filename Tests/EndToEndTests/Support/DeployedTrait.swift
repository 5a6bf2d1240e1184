import Testing

/// One deployment for all tests of a suite.
struct DeployedTrait: SuiteTrait, TestScoping {
    let configuration: DeploymentConfiguration

    @TaskLocal static var current: Deployment?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withDeployment(configuration) { deployment in
            try await Self.$current.withValue(deployment, operation: function)
        }
    }
}

extension Trait where Self == DeployedTrait {
    /// One deployment for all tests of the suite: ``Deployment/shared()``.
    static func deployed(_ configuration: DeploymentConfiguration = DeploymentConfiguration()) -> DeployedTrait {
        DeployedTrait(configuration: configuration)
    }
}

extension Deployment {
    /// The deployment of the suite.
    static func shared() throws -> Deployment {
        try #require(DeployedTrait.current)
    }
}
