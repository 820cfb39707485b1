import ChildProcess
import DreyDeploy
import DreyModel
import FoundationEssentials

/// Looks at what this machine offers: free memory, drey's runtime, a Swift toolchain and libraries.
struct HostExamination {
  let environment: [String: String]

  func findings() async -> [Finding] {
    let toolchain = await toolchain()
    let libraries = toolchain.verdict == .good ? LibraryExamination.finding() : nil
    return [Self.memory(), runtime(), toolchain, libraries].compactMap { $0 }
  }

  private static func memory() -> Finding? {
    guard let data = try? Data(contentsOf: URL(filePath: "/proc/meminfo")) else { return nil }
    return memory(String(decoding: data, as: UTF8.self))
  }

  static func memory(_ table: String) -> Finding? {
    let line = table.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    let enough = kilobytes >= 512 << 10
    return Finding(
      verdict: enough ? .good : .warning, subject: "free memory", detail: "\(kilobytes >> 10) MiB on this machine",
      mend: enough ? nil : "Free some memory: building an application needs about 512 MiB.")
  }

  private func runtime() -> Finding {
    do {
      return Finding(
        verdict: .good, subject: "runtime", detail: try RuntimeFiles.locate(environment: environment).folder)
    } catch {
      return Finding(verdict: .bad, subject: "runtime", detail: error.message, mend: error.advice)
    }
  }

  private func toolchain() async -> Finding {
    let swift = try? await ChildProcess.capture(
      ChildProcess.Configuration(executable: "swift", arguments: ["--version"]))
    guard let swift, swift.termination.isSuccess,
      let line = swift.standardOutput.first(where: { $0.contains("version") })
    else {
      return Finding(
        verdict: .warning, subject: "Swift toolchain",
        detail: "none on the PATH; only built applications and images can be run",
        mend: "Install Swift from https://www.swift.org/install")
    }
    return Finding(verdict: .good, subject: "Swift toolchain", detail: line)
  }
}
