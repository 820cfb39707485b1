/// The Java program that runs a script's statements, as source.
///
/// Flink's own SQL client needs libraries that are in no `lib` folder, and prints what is meant for a terminal. Flink's
/// table runtime brings a compiler, Janino, whose language lacks lambdas and calls of interfaces' static methods.
enum StatementProgram {
  static let className = "SQLScript"
  /// Compiles a source file and runs the class of a name with the arguments that follow.
  static let compiler = "org.codehaus.janino.SimpleCompiler"
  /// The logger of an exception; its message is the number of the statement, from 0.
  static let logger = "drey.sql"

  private static let recordStart = "\u{1E}"
  private static let separator = "\u{1F}"

  /// Statements in the form that the program reads.
  static func encoded(_ statements: [SQLStatement]) -> String {
    statements.enumerated().map { number, statement in
      let fields: [String] =
        switch statement.kind {
        case .set(let key, let value): ["set", "\(number)", key, value]
        case .reset(let key): ["reset", "\(number)", key ?? ""]
        case .execute: ["execute", "\(number)", statement.text]
        }
      return recordStart + fields.joined(separator: separator)
    }.joined()
  }

  /// Its arguments: the folder with Flink's configuration, the file with the statements, and whether jobs are awaited.
  static let source = #"""
    import java.nio.charset.StandardCharsets;
    import java.nio.file.Files;
    import java.nio.file.Paths;
    import org.apache.flink.configuration.Configuration;
    import org.apache.flink.configuration.GlobalConfiguration;
    import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
    import org.apache.flink.table.api.EnvironmentSettings;
    import org.apache.flink.table.api.ResultKind;
    import org.apache.flink.api.common.RuntimeExecutionMode;
    import org.apache.flink.configuration.ExecutionOptions;
    import org.apache.flink.table.api.internal.TableResultInternal;
    import org.apache.flink.table.catalog.Column;
    import org.apache.flink.table.data.RowData;
    import org.apache.flink.table.utils.print.RowDataToStringConverter;
    import org.apache.flink.util.CloseableIterator;
    import org.apache.flink.table.api.bridge.java.internal.StreamTableEnvironmentImpl;
    import org.apache.flink.table.api.internal.TableEnvironmentInternal;
    import org.apache.flink.table.operations.Operation;
    import org.apache.flink.table.operations.QueryOperation;

    /** Runs statements in their order: CONFIGURATION STATEMENTS AWAITS. */
    public class SQLScript {
      private final Configuration configuration;
      private boolean awaits;
      private TableEnvironmentInternal environment;

      SQLScript(Configuration configuration, boolean awaits) {
        this.configuration = configuration;
        this.awaits = awaits;
      }

      public static void main(String[] arguments) throws Exception {
        Configuration configuration = GlobalConfiguration.loadConfiguration(arguments[0]);
        String text = new String(Files.readAllBytes(Paths.get(arguments[1])), StandardCharsets.UTF_8);
        String[] records = text.split("\u001e");
        SQLScript script = new SQLScript(configuration, Boolean.parseBoolean(arguments[2]));
        for (int i = 0; i < records.length; i++) {
          if (records[i].isEmpty()) continue;
          String[] fields = records[i].split("\u001f", -1);
          try {
            script.run(fields);
          } catch (Throwable error) {
            org.slf4j.LoggerFactory.getLogger("drey.sql").error(fields[1], error);
            System.out.flush();
            // Threads of Flink's client may go on.
            Runtime.getRuntime().halt(1);
          }
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
      }

      private void run(String[] fields) throws Exception {
        if (fields[0].equals("set")) set(fields[2], fields[3]);
        else if (fields[0].equals("reset")) reset(fields[2]);
        else execute(fields[2]);
      }

      private void set(String key, String value) {
        if (key.equals("table.dml-sync")) awaits = Boolean.parseBoolean(value);
        else if (environment == null) configuration.setString(key, value);
        else environment.getConfig().set(key, value);
      }

      private void reset(String key) {
        if (environment == null) return;
        Configuration changed = environment.getConfig().getConfiguration();
        if (!key.isEmpty()) {
          changed.removeKey(key);
          return;
        }
        Object[] keys = changed.keySet().toArray();
        for (int i = 0; i < keys.length; i++) changed.removeKey((String) keys[i]);
      }

      private void execute(String statement) throws Exception {
        // What is set before the first other statement may say how the environment is made: streaming, or batch.
        if (environment == null) {
          StreamExecutionEnvironment execution = new StreamExecutionEnvironment(configuration);
          environment = (TableEnvironmentInternal) StreamTableEnvironmentImpl.create(
              execution, EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        }
        Operation operation = (Operation) environment.getParser().parse(statement).get(0);
        TableResultInternal result = environment.executeInternal(operation);
        boolean hasJob = result.getJobClient().isPresent();
        if (operation instanceof QueryOperation) {
          print(result);
        } else if (!hasJob && result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
          result.print();
        } else if (hasJob && awaits) {
          result.await();
        }
      }

      /** Prints rows as they come, in columns; a value that is wider than its column is printed whole. */
      private void print(TableResultInternal result) throws Exception {
        boolean isBatch = environment.getConfig().get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH;
        java.util.List columns = result.getResolvedSchema().getColumns();
        int[] widths = new int[columns.size()];
        String[] names = new String[columns.size()];
        for (int i = 0; i < names.length; i++) {
          Column column = (Column) columns.get(i);
          names[i] = column.getName();
          widths[i] = Math.max(names[i].length(), width(column.getDataType().getLogicalType().getTypeRoot().name()));
        }
        StringBuilder rule = new StringBuilder(isBatch ? "+" : "+----+");
        for (int i = 0; i < widths.length; i++) {
          for (int k = 0; k < widths[i] + 2; k++) rule.append('-');
          rule.append('+');
        }
        System.out.println(rule);
        System.out.println(line(isBatch ? null : "op", names, widths));
        System.out.println(rule);
        RowDataToStringConverter converter = result.getRowDataToStringConverter();
        CloseableIterator rows = result.collectInternal();
        long count = 0;
        try {
          while (rows.hasNext()) {
            RowData row = (RowData) rows.next();
            System.out.println(line(isBatch ? null : row.getRowKind().shortString(), converter.convert(row), widths));
            count++;
          }
        } finally {
          rows.close();
        }
        System.out.println(rule);
        System.out.println(count + (count == 1 ? " row in set" : " rows in set"));
      }

      /** What Flink's own printing gives a column of a type. */
      private static int width(String type) {
        if (type.equals("BOOLEAN")) return 7;
        if (type.equals("TINYINT")) return 4;
        if (type.equals("SMALLINT")) return 6;
        if (type.equals("INTEGER") || type.equals("DATE")) return 11;
        if (type.equals("BIGINT")) return 20;
        return 30;
      }

      private static String line(String kind, String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        if (kind != null) line.append(' ').append(kind).append(" |");
        for (int i = 0; i < cells.length; i++) {
          line.append(' ');
          for (int k = cells[i].length(); k < widths[i]; k++) line.append(' ');
          line.append(cells[i]).append(" |");
        }
        return line.toString();
      }
    }

    """#
}
