// A Dockerfile from anywhere: it must be read without crash, hang or a place outside the text.

#include "core/project/dockerfile.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/dockerignore.hpp"
#include "core/project/entry_point.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace megactl;

void expect_inside(const project::Dockerfile& file, Span span) {
    if (span.begin > span.end || span.end > file.source->text().size()) std::abort();
}

void read_commands(const project::Dockerfile& file) {
    for (const project::Instruction& instruction : file.instructions) {
        expect_inside(file, instruction.span);
        for (const project::Flag& flag : instruction.flags)
            expect_inside(file, flag.span);
        for (const project::Assignment& assignment : instruction.assignments)
            expect_inside(file, assignment.span);
        for (const project::Heredoc& heredoc : instruction.heredocs)
            expect_inside(file, heredoc.body_span);
        for (const project::ShellCommand& command : project::commands_of(file, instruction)) {
            expect_inside(file, command.span);
            for (const project::ShellWord& word : command.words)
                expect_inside(file, word.span);
            for (const project::ShellAssignment& assignment : command.assignments) {
                expect_inside(file, assignment.value.span);
            }
            if (const auto load = project::settings_load(command)) expect_inside(file, load->span);
        }
    }
}

void walk_stages(const project::Dockerfile& file) {
    for (std::size_t stage = 0; stage < file.stages.size() && stage < 20; ++stage) {
        const std::size_t end = file.stages[stage].end;
        (void)project::environment_before(file, stage, end, {{"A", "given"}, {"B", std::nullopt}});
        (void)project::user_before(file, stage, end);
        (void)project::working_directory_before(file, stage, end);
        (void)project::effective(file, stage, "CMD");
        (void)file.needed_for(stage);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto file = project::parse_dockerfile(std::make_shared<const SourceText>("Dockerfile", text));
    for (const auto& misunderstood : file.misunderstood)
        expect_inside(file, misunderstood.at.span);
    read_commands(file);
    walk_stages(file);
    (void)project::Dockerignore(text).excludes("docker/config/.env.prod");
    (void)project::argument_commands({"sh", "-c", text});
    return 0;
}
