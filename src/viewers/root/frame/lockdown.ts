/**
 * Take away what the frame's content security policy does not reach: peer
 * connections send packets to addresses of their maker's choice.
 *
 * #### Notes
 * The policy lets no other document run a script, so that no fresh window can
 * bring these names back.
 */
export function lockDown(): void {
  for (const name of [
    'RTCPeerConnection',
    'webkitRTCPeerConnection',
    'RTCIceTransport'
  ]) {
    Object.defineProperty(globalThis, name, {
      configurable: false,
      value: undefined,
      writable: false
    });
  }
}
