#pragma once

#include "cli/context.hpp"
#include "core/project/gather.hpp"
#include "core/report/report.hpp"
#include "core/tls/intent.hpp"
#include "core/tls/server_context.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace megactl::cli::commands {

// The certificate and key that the settings name for `megactl serve`, judged as `megactl tls check` judges them.
class NamedPair {
public:
    // `context` outlives it. Throws Error{usage} for standard input, which can't be read again.
    explicit NamedPair(const Context& context);

    tls::Intent intent() const;
    std::vector<std::filesystem::path> files() const;

    // As the files are now. What keeps a pair from being served stays an error; who trusts a certificate is for its
    // clients to say, so that is a warning here.
    report::Report judge() const;
    // What the files hold now, to serve it, or why OpenSSL does not.
    Result<tls::ServerContext> read() const;
    // The same of files that are judged before. Safe from every thread.
    Result<tls::ServerContext> read_judged() const;

private:
    std::filesystem::path file_of(const std::optional<project::NamedFile>& named) const;

    const Context& context_;
    project::Question question_;
};

// What to present from the start. Nothing: plain HTTP, as nobody names a pair, or none that can be served where the
// mode is development. What is wrong is told on the terminal; `is_refused` where it keeps the server from starting.
struct FirstPair {
    std::optional<tls::ServerContext> context{};
    bool is_refused = false;
};
FirstPair first_pair(Context& context, const NamedPair& named);

}  // namespace megactl::cli::commands
