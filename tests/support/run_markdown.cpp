// run_markdown [--path FOLDER]… [--site-lay FILE] [--again COMMAND] FILE.md…: runs the cases of Markdown documents.
// What they are made of stands in tests/README.md.

#include "tests/support/captured_run.hpp"
#include "tests/support/sandbox.hpp"
#include "tests/support/transcript.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

namespace megactl::tests {

namespace {

struct Options {
    std::string path;  // folders of programs, each with a `:` behind it
    std::string site_lay;
    std::string again = "MEGACTL_UPDATE=1 run_markdown";
    bool updates = false;
    std::vector<std::string> files;
};

void lay(const Sandbox& sandbox, const CaseFile& file) {
    const std::filesystem::path path = sandbox.write(file.path, file.content);
    if (file.content.starts_with("#!")) ::chmod(path.c_str(), 0755);
}

// Hidden in the case's folder, and only there once a certificate was made.
std::string authority_folder(const std::filesystem::path& folder) {
    return (folder / ".authority").string();
}

RunSettings settings_for(const Options& options, const Step& step, const std::filesystem::path& folder) {
    RunSettings settings{.folder = folder, .environment = {}, .columns = step.columns};
    settings.environment = {
        "PATH=" + options.path + "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
        "HOME=" + folder.string(),
        "CASE=" + folder.string(),
        "SITE_LAY=" + options.site_lay,
        // make_certificate signs with the authority it keeps there, and megactl trusts it.
        "MEGACTL_TEST_AUTHORITY=" + authority_folder(folder),
        "SSL_CERT_DIR=" + authority_folder(folder),
        "LANG=C.UTF-8",
        "TZ=UTC",
    };
    if (step.columns) settings.environment.emplace_back("TERM=xterm-256color");
    return settings;
}

void report(const std::string& file, const Case& of, const Step& step, const CapturedRun& run,
            const std::vector<std::string>& output) {
    fmt::print("{}:{}: {}\n  $ {}\n", file, step.line, of.name, step.command);
    if (run.hung) fmt::print("  hung: killed after 60 s; what it said until then:\n");
    fmt::print("{}", difference(step.expected, output));
    if (run.status != step.status) fmt::print("  exit status {}, expected {}\n", run.status, step.status);
    fmt::print("\n");
}

struct CaseResult {
    std::vector<Correction> corrections;  // what was otherwise than expected
    bool hung = false;                    // the rest of the case was not run
};

// Runs a case in a folder of its own.
CaseResult run_case(const std::string& file, const Case& one, const Options& options) {
    const Sandbox sandbox;
    const std::filesystem::path folder = std::filesystem::canonical(sandbox.path());
    CaseResult result;
    for (const auto& part : one.parts) {
        if (const auto* content = std::get_if<CaseFile>(&part)) {
            lay(sandbox, *content);
            continue;
        }
        const Step& step = std::get<Step>(part);
        const CapturedRun run = run_captured(step.command, settings_for(options, step, folder));
        std::vector<std::string> output = output_lines(run.output, folder.string());
        if (!run.hung && run.status == step.status && matches(step.expected, output)) continue;
        if (!options.updates || run.hung) report(file, one, step, run, output);
        result.hung = run.hung;
        if (run.hung) break;
        result.corrections.push_back({&step, std::move(output), run.status});
    }
    return result;
}

bool run_file(const std::string& file, const Options& options) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        fmt::print("{}: can't be read\n", file);
        return false;
    }
    const Transcript transcript = parse_transcript(text);
    for (const Mistake& mistake : transcript.mistakes)
        fmt::print("{}:{}: {}\n", file, mistake.line, mistake.reason);
    if (!transcript.mistakes.empty()) return false;

    std::vector<Correction> corrections;
    bool hung = false;
    for (const Case& one : transcript.cases) {
        CaseResult result = run_case(file, one, options);
        std::move(result.corrections.begin(), result.corrections.end(), std::back_inserter(corrections));
        hung = hung || result.hung;
    }
    if (corrections.empty()) return !hung;
    if (options.updates) {
        std::ofstream(file, std::ios::binary) << corrected(transcript, corrections);
        fmt::print("{}: {} outputs renewed; read them as a user would\n", file, corrections.size());
        return !hung;
    }
    fmt::print("hint: is the new output right? Then make it the expected one, and read it once more:\n  {}\n",
               options.again);
    return false;
}

int run(const std::vector<std::string>& arguments) {
    Options options;
    const char* update = std::getenv("MEGACTL_UPDATE");
    options.updates = update != nullptr && *update != '\0';
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        const std::string& word = arguments[index];
        if (!word.starts_with("--")) {
            options.files.push_back(word);
        } else if (index + 1 == arguments.size()) {
            fmt::print(stderr, "run_markdown: {} wants a value\n", word);
            return 2;
        } else if (word == "--path") {
            options.path += arguments[++index] + ":";
        } else if (word == "--site-lay") {
            options.site_lay = arguments[++index];
        } else if (word == "--again") {
            options.again = arguments[++index];
        } else {
            fmt::print(stderr, "run_markdown: there is no option {}\n", word);
            return 2;
        }
    }
    if (options.files.empty()) {
        fmt::print(stderr, "usage: run_markdown [--path FOLDER]… [--site-lay FILE] [--again COMMAND] FILE.md…\n");
        return 2;
    }
    bool passed = true;
    for (const std::string& file : options.files)
        passed = run_file(file, options) && passed;
    return passed ? 0 : 1;
}

}  // namespace

}  // namespace megactl::tests

int main(int argc, char** argv) {
    try {
        return megactl::tests::run({argv + 1, argv + argc});
    } catch (const std::exception& problem) {
        std::fputs("run_markdown: ", stderr);
        std::fputs(problem.what(), stderr);
        std::fputs("\n", stderr);
        return 1;
    }
}
