import DreyModel
import TaskRuntime
import Testing

@testable import DataStream

@Suite struct ArgumentTests {
  private let arguments = ApplicationArguments([
    "--input", "a b", "rest", "--n=-3", "--flag", "--empty=", "--", "--last",
  ])

  @Test func namesValuesAndFlags() throws {
    #expect(arguments["input"] == "a b")
    #expect(try arguments.require("input") == "a b")
    #expect(try arguments.integer("n", default: 1) == -3)
    #expect(try arguments.integer("other", default: 1) == 1)
    #expect(arguments["empty"] == "")
    #expect(arguments.has("flag"))
    #expect(!arguments.has("last"))
    #expect(arguments.positional == ["rest", "--last"])
    #expect(arguments.raw.count == 8)
  }

  @Test func missingOnesAreUsageFailures() {
    for name in ["output", "flag"] {
      #expect { try arguments.require(name) } throws: { error in
        (error as? Failure)?.domain == .usage && (error as? Failure)?.message.contains("--\(name)") == true
      }
    }
    #expect(throws: Failure.self) { try arguments.integer("input", default: 1) }
  }

  @Test(arguments: ["0", "-1", "two", ""]) func parallelismOfTheEnvironment(text: String) {
    let process = ApplicationProcess(arguments: [], defaultParallelism: text)
    #expect(throws: Failure.self) { try StreamExecutionEnvironment(executor: LocalExecutor(), process: process) }
  }

  @Test func markerNamesTheContract() {
    let text = ApplicationMarker.text.description
    #expect(text == "dev.drey.application/contract=\(ContainerContract.version)")
  }
}
