package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    static Stream<String> commands() {
        return EntrepotCommand.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = EntrepotCommand.commandLine().setOut(new PrintWriter(out, true));

        assertThat(commandLine.execute(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: entrepot " + command);
    }
}
