//! PyStreaming: a live streaming site to host yourself.
