import JarFile

/// A logging backend in the JAR, where the cluster has one: which of the two is used is a matter of luck.
enum LoggingCheck {
  private static let backends = [
    "org/slf4j/impl/StaticLoggerBinder.class": "a binding of slf4j",
    "META-INF/services/org.slf4j.spi.SLF4JServiceProvider": "a binding of slf4j",
    "org/apache/logging/log4j/core/LoggerContext.class": "log4j-core",
    "ch/qos/logback/classic/Logger.class": "logback",
  ]

  static func findings(_ jar: JarContents) -> [JarFinding] {
    let bundled = backends.filter { jar.archive.entry(named: $0.key) != nil }.values
    guard !bundled.isEmpty else { return [] }
    return [
      JarFinding(
        .warning, "it bundles \(Set(bundled).sorted().joined(separator: ", ")), and the cluster has a logging backend.",
        advice: "Give logging backends the scope provided or runtime, and keep them out of the JAR.")
    ]
  }
}
