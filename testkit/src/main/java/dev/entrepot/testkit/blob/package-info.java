/**
 * Contract suites and doubles for the ports of {@code core.blob} and {@code core.index}.
 *
 * <p>Starting points: {@link dev.entrepot.testkit.blob.BlobStoreContract} and
 * {@link dev.entrepot.testkit.blob.RepositoryRecordsContract} say what every implementation promises;
 * {@link dev.entrepot.testkit.blob.ScriptedSource} and {@link dev.entrepot.testkit.blob.ScriptedManifests} play an
 * upstream and keep a list of what they were asked, so that a test can assert the traffic. All doubles may be used
 * from many threads.
 */
@NullMarked
package dev.entrepot.testkit.blob;

import org.jspecify.annotations.NullMarked;
