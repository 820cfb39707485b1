/// What Log4j is told: everything to standard error, one line per message, in the format that ``LogLine`` reads.
enum LoggingConfiguration {
  /// Begins every line that is a log message.
  static let start: Unicode.Scalar = "\u{1E}"
  /// Stands between level, logger, message and stack trace.
  static let separator: Unicode.Scalar = "\u{1F}"

  /// The content of `log4j.properties` (Log4j 2).
  ///
  /// A client that is there before its JobManager tries again and again; only the last attempt is worth a message.
  /// Messages and stack traces are escaped as in JSON, so that a line is always a whole message.
  static let properties = #"""
    status = OFF
    monitorInterval = 0
    rootLogger.level = INFO
    rootLogger.appenderRef.stderr.ref = Stderr
    appender.stderr.name = Stderr
    appender.stderr.type = Console
    appender.stderr.target = SYSTEM_ERR
    appender.stderr.layout.type = PatternLayout
    appender.stderr.layout.charset = UTF-8
    appender.stderr.layout.alwaysWriteExceptions = false
    appender.stderr.layout.pattern = \u001e%p\u001f%c\u001f%enc{%m}{JSON}\u001f%enc{%ex}{JSON}%n
    appender.stderr.filter.retry.type = RegexFilter
    appender.stderr.filter.retry.regex = Attempt to submit job .*
    appender.stderr.filter.retry.onMatch = DENY
    appender.stderr.filter.retry.onMismatch = NEUTRAL
    logger.netty.name = org.jboss.netty.channel.DefaultChannelPipeline
    logger.netty.level = OFF

    """#
}
