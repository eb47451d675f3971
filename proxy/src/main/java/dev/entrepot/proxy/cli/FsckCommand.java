package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.app.OfflineFsck;
import dev.entrepot.proxy.fsck.FsckAnswer;
import dev.entrepot.proxy.fsck.ThrottledPace;
import dev.entrepot.storage.disk.DataFolderInUseException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "fsck",
        description = {
            "Compare the files of a data folder, the records beside them and the index.",
            "While a proxy runs on the folder it is asked to do it, slowly, beside serving.",
            "Ended before its time, the next one of the same kind goes on where it was.",
            "Exit code 0: all is sound, or was repaired. 1: it is not, or not all could be checked."
        })
final class FsckCommand implements Callable<Integer> {

    @Option(
            names = "--repair",
            description = "Set right what is found. Damaged blobs go to quarantine/ and are fetched when asked for.")
    private boolean repair;

    @Option(names = "--verify-digests", description = "Read every blob to its end. Takes as long as that does.")
    private boolean verifyDigests;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "SIZE",
            description = "Read no faster. Default: 50MiB beside a running proxy, else as fast as the disk.")
    private @Nullable String bytesPerSecond;

    @Option(names = "--config", paramLabel = "FILE", description = "Default: ./entrepot.yaml, if there is one.")
    private @Nullable Path file;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Default: as in the configuration.")
    private @Nullable String data;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where a running proxy answers administrators. Default: as in the configuration.")
    private @Nullable String admin;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return check(configuration());
        } catch (ConfigException e) {
            e.errors().forEach(err::println);
            return ExitCode.CONFIGURATION;
        } catch (IOException | AdminUnreachableException e) {
            err.println("entrepot: " + e.getMessage());
            return ExitCode.FAILED;
        } finally {
            err.flush();
        }
    }

    private Configuration configuration() throws ConfigException {
        return new ConfigLoader(System.getenv(), Path.of("").toAbsolutePath())
                .load(Optional.ofNullable(file), data == null ? Map.of() : Map.of("data", data));
    }

    private int check(Configuration configuration)
            throws IOException, AdminUnreachableException, ConfigException, InterruptedException {
        FsckOptions options = new FsckOptions(repair, verifyDigests);
        Pace pace = bytesPerSecond == null
                ? Pace.FULL
                : new ThrottledPace(
                        Math.max(1, parsed("--bytes-per-second", bytesPerSecond).bytes()));
        try (OfflineFsck offline = new OfflineFsck(configuration.data(), options, pace);
                FsckScreen screen = screen()) {
            return report(new OfflineRun(offline, options, screen).run());
        } catch (DataFolderInUseException e) {
            return online(configuration, options, e);
        }
    }

    private int online(Configuration configuration, FsckOptions options, DataFolderInUseException e)
            throws AdminUnreachableException, InterruptedException {
        HostPort address = adminAddress(configuration)
                .orElseThrow(() -> new AdminUnreachableException(
                        e.getMessage() + ", and that answers no administrators: the key 'admin' is off"));
        try (AdminClient client = new AdminClient(address);
                FsckScreen screen = screen()) {
            return report(new OnlineRun(client, options, Optional.ofNullable(bytesPerSecond), screen).run());
        }
    }

    private Optional<HostPort> adminAddress(Configuration configuration) {
        if (admin == null) {
            return configuration.admin().address();
        }
        try {
            return HostPortOrOff.parse(admin).address();
        } catch (InvalidValueException e) {
            throw wrong("--admin", e);
        }
    }

    private ByteSize parsed(String option, String text) {
        try {
            return ByteSize.parse(text);
        } catch (InvalidValueException e) {
            throw wrong(option, e);
        }
    }

    private CommandLine.ParameterException wrong(String option, InvalidValueException e) {
        return new CommandLine.ParameterException(
                spec.commandLine(), option + ": " + e.getMessage() + "; " + e.remedy());
    }

    /** Only a terminal wants a bar, and a program that reads JSON has none. */
    private FsckScreen screen() {
        boolean isTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return isTerminal && !json
                ? FsckScreen.of(new FsckBar(spec.commandLine().getErr()))
                : FsckScreen.NONE;
    }

    private int report(FsckAnswer answer) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? Json.write(answer) + System.lineSeparator() : FsckText.of(answer));
        out.flush();
        if (!answer.state().equals(FsckAnswer.FINISHED)) {
            spec.commandLine().getErr().println("entrepot: the check was ended; the next one goes on there");
        }
        return answer.sound() ? ExitCode.FINE : ExitCode.FAILED;
    }
}
