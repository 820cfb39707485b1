import ArgumentParser

/// The ways in which `drey run` deploys.
enum RunMode: String, CaseIterable, ExpressibleByArgument {
  case application
  case job
  case session
}
