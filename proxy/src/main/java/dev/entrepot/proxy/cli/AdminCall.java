package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** One conversation with a running proxy, and what the terminal is told where it cannot be had. */
final class AdminCall {

    private AdminCall() {}

    interface Conversation {

        /**
         * @param err for whatever did not go well
         * @return the exit code
         */
        int with(AdminClient client, PrintWriter err) throws AdminUnreachableException;
    }

    /** @return the exit code; an {@link IllegalArgumentException} is an answer that no proxy gives */
    static int run(CommandSpec spec, AdminOptions options, Conversation conversation) {
        PrintWriter err = spec.commandLine().getErr();
        try (AdminClient client = options.client()) {
            return conversation.with(client, err);
        } catch (ConfigException e) {
            e.errors().forEach(err::println);
            return ExitCode.CONFIGURATION;
        } catch (AdminUnreachableException | IllegalArgumentException e) {
            err.println("entrepot: " + e.getMessage());
            return ExitCode.FAILED;
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
    }
}
