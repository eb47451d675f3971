/**
 * The parts of the pull path that need no doubles of the ports but a writer: the policy for tags, and the download that
 * one thread writes and any number read.
 */
@NullMarked
package dev.entrepot.core.pull;

import org.jspecify.annotations.NullMarked;
