#pragma once

#include "core/os/deadline.hpp"
#include "core/os/file.hpp"
#include "core/os/reached.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace megactl::os {

// A stop token as a descriptor, which can be read once a stop was asked for: what a poll() waits on beside its socket.
class StopDescriptor {
public:
    explicit StopDescriptor(const std::stop_token& stop);
    StopDescriptor(const StopDescriptor&) = delete;
    StopDescriptor& operator=(const StopDescriptor&) = delete;
    ~StopDescriptor() = default;

    int number() const { return event_.number(); }

private:
    Descriptor event_;
    std::stop_callback<std::function<void()>> callback_;  // last: it uses the descriptor
};

enum class Readiness { ready, timed_out, stopped };

// Waits until `descriptor` can be read (POLLIN) or written (POLLOUT), or has failed, which the next call on it tells.
Readiness wait_until_ready(int descriptor, short events, Deadline deadline, const StopDescriptor* stop = nullptr);

// A stream socket that never blocks and sends at once. Each address of the host is tried in turn; looking it up counts
// into the deadline. The problem is the last address's: "connection refused", "no answer in time".
Reached<Descriptor> connect_tcp(const std::string& host, std::uint16_t port, Deadline deadline);
Reached<Descriptor> connect_unix(const std::filesystem::path& socket, Deadline deadline);

}  // namespace megactl::os
