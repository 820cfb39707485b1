import DreyModel
import DreyTesting
import Testing

extension Runs.Flink {
  /// What is refused before anything is created.
  @Suite(.serialized) struct Refusals {
    private func refusal(
      _ name: String, options: [String] = [], code: ExitCode = .usage
    ) async throws -> String {
      let run = try await Runs.Flink.run(name, options: options)
      #expect(run.exitCode == code, "\(name): \(run.messages)")
      #expect(!run.messages.contains { $0.contains("a network and") }, "\(run.messages)")
      return run.messages.joined(separator: "\n")
    }

    @Test func aWrongEntryClass() async throws {
      let text = try await refusal("wordcount", options: ["--entry-class", "dev.drey.jobs.WordCont"])
      #expect(text.contains("WordCont") && text.contains("wordcount.jar") && text.contains("WordCount"), "\(text)")
    }

    @Test func noEntryClass() async throws { #expect(try await refusal("noentry").contains("noentry.jar")) }

    @Test func classesOfANewerJava() async throws {
      let text = try await refusal("newer")
      #expect(text.contains("25") && text.contains("17"), "\(text)")
    }

    /// Flink runs such a job with its own classes.
    @Test func flinkItselfInTheJarIsAWarning() async throws {
      let run = try await Runs.Flink.run("bundled")
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.messages.contains { $0.contains("warning: it bundles org.apache.flink") }, "\(run.messages)")
    }

    @Test func memoryThatCannotBeDivided() async throws {
      let text = try await refusal("trivial", options: ["--taskmanager-memory", "300m"])
      #expect(text.contains("300") && text.contains("metaspace"), "\(text)")
    }

    @Test func theTargetLocal() async throws {
      #expect(try await refusal("trivial", options: ["--target", "local"]).contains("Apache Flink"))
    }

    @Test func anImageThatNobodyHas() async throws {
      let text = try await refusal("trivial", options: ["--flink-version", "2.99.0"], code: .infrastructure)
      #expect(text.contains("2.99.0") && text.contains("drey image build flink"), "\(text)")
    }
  }
}
