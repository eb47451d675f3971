/**
 * {@code entrepot demo}: entrepot itself ({@link dev.entrepot.proxy.demo.Stage}) between a small upstream of its own and
 * clients that check every byte ({@link dev.entrepot.proxy.demo.PullClient}), through the situations it is made for
 * ({@link dev.entrepot.proxy.demo.Demo}). Each ends in a {@link dev.entrepot.proxy.demo.Row} that says what it cost and
 * which promises held. Needs no network, no root and no other program, and leaves nothing behind.
 */
@NullMarked
package dev.entrepot.proxy.demo;

import org.jspecify.annotations.NullMarked;
