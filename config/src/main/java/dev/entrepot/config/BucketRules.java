package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.List;

/** Keys of the bucket that mean nothing without another. What has the wrong form is left to the binder. */
final class BucketRules {

    private static final KeyPath BUCKET = KeyPath.ROOT.child("bucket");

    /** Nobody gives these without meaning one; the others have defaults, which {@code config print} shows. */
    private static final List<String> OF_A_BUCKET = List.of(
            "endpoint",
            "prefix",
            "path-style",
            "access-key-id",
            "secret-access-key",
            "secret-access-key-file",
            "ca",
            "kms-key",
            "storage-class",
            "bytes-per-second");

    private final Setting.Mapping bucket;
    private final Problems problems;

    private BucketRules(Setting.Mapping bucket, Problems problems) {
        this.bucket = bucket;
        this.problems = problems;
    }

    static void check(Setting.Mapping settings, Problems problems) {
        if (settings.entries().get("bucket") instanceof Setting.Mapping bucket) {
            BucketRules rules = new BucketRules(bucket, problems);
            rules.name();
            rules.needs("access-key-id", "secret-access-key", "secret-access-key-file");
            rules.needs("secret-access-key", "access-key-id", "access-key-id");
            rules.needs("secret-access-key-file", "access-key-id", "access-key-id");
            rules.key();
        }
    }

    private void name() {
        if (!bucket.entries().containsKey("name")) {
            OF_A_BUCKET.forEach(key -> report(key, "is of a bucket without a name", "add name"));
        }
    }

    private void needs(String key, String other, String orOther) {
        boolean isAlone =
                !bucket.entries().containsKey(other) && !bucket.entries().containsKey(orOther);
        if (bucket.entries().containsKey(key) && isAlone) {
            report(key, "needs " + other, "add " + other + ", or leave both to the AWS SDK");
        }
    }

    private void key() {
        boolean byKms = bucket.entries().get("encryption") instanceof Setting.Text encryption
                && encryption.value().equals("kms");
        if (bucket.entries().containsKey("kms-key") && !byKms) {
            report("kms-key", "is used by nobody", "add encryption: kms");
        }
    }

    private void report(String key, String message, String remedy) {
        Setting setting = bucket.entries().get(key);
        if (setting != null) {
            problems.add(setting.origin(), BUCKET.child(key), message, remedy);
        }
    }
}
