import DreyDeploy

/// Looks for the libraries that building a job of drey's own runtime takes.
enum LibraryExamination {
  static func finding(missing: [BuildLibrary] = BuildLibrary.missing()) -> Finding {
    let names = { (libraries: [BuildLibrary]) in libraries.map(\.name).joined(separator: ", ") }
    guard !missing.isEmpty else {
      return Finding(verdict: .good, subject: "libraries for jobs", detail: names(BuildLibrary.all))
    }
    return Finding(
      verdict: .warning, subject: "libraries for jobs",
      detail: "headers or static archives are missing: \(names(missing)); packages with jobs cannot be built",
      mend: "On Debian or Ubuntu: \(BuildLibrary.installation(of: missing))")
  }
}
