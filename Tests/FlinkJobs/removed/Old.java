package dev.drey.jobs;

import org.apache.flink.api.java.DataSet;
import org.apache.flink.api.java.ExecutionEnvironment;

/** Uses the DataSet API, which Flink 2 has no more. */
@SuppressWarnings("deprecation")
public final class Old {
    public static void main(String[] words) throws Exception {
        DataSet<Long> numbers = ExecutionEnvironment.getExecutionEnvironment().generateSequence(1, 3);
        numbers.print();
    }
}
