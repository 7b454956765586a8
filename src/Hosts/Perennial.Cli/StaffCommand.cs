using System.CommandLine;
using System.Globalization;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Workspace;
using Perennial.Workspace.Contract;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary>
/// <c>perennial staff list|invite|reset|disable|enable</c>: people of the shop, from the machine that has its database: where nobody can
/// sign in yet, or an owner is locked out.
/// </summary>
internal sealed class StaffCommand
{
    private static readonly WordBook Words = CliWords.Book;

    private readonly Option<string?> data = Named("--data");
    private readonly Option<string?> database = Named("--database");
    private readonly Option<string?> address = Named("--address");
    private readonly Option<string?> email = Named("--email");
    private readonly Option<string?> name = Named("--name");
    private readonly Option<StaffRole?> role = ReportArguments.Parsed<StaffRole?>("--role", RoleOf);
    private readonly Option<bool> secondFactor = new("--second-factor") { Description = Words["option.--second-factor"] };

    public static Command Create()
    {
        var all = new StaffCommand();
        all.role.HelpName = Words["value.--role"];
        return new Command("staff", Words["cli.staff"])
        {
            all.One("list", Words["cli.staff_list"], [], ListAsync),
            all.One("invite", Words["cli.staff_invite"], [all.email, all.name, all.role, all.address], all.InviteAsync),
            all.One("reset", Words["cli.staff_reset"], [all.email, all.secondFactor, all.address], all.ResetAsync),
            all.One("disable", Words["cli.staff_disable"], [all.email], (parsed, staff, to, end) => all.SwitchAsync(parsed, staff, to,
                isOn: false, end)),
            all.One("enable", Words["cli.staff_enable"], [all.email], (parsed, staff, to, end) => all.SwitchAsync(parsed, staff, to,
                isOn: true, end)),
        };
    }

    private Command One(string verb, string about, Option[] own, Func<ParseResult, StaffFromMachine, IAnsiConsole, CancellationToken,
        Task<Refusal?>> run)
    {
        var command = new Command(verb, about);
        foreach (var option in (Option[])[data, database, .. own])
        {
            command.Add(option);
        }

        if (own.Contains(email))
        {
            command.Validators.Add(result =>
            {
                if (!result.Errors.Any() && string.IsNullOrWhiteSpace(result.GetValue(email)))
                {
                    result.AddError(Words["wrong.no_email"]);
                }
            });
        }

        command.SetAction((parsed, cancellation) => RunAsync(parsed, run, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, StaffFromMachine, IAnsiConsole, CancellationToken, Task<Refusal?>> run,
        CancellationToken cancellation)
    {
        var errors = Terminal.On(Console.Error);
        try
        {
            // A file that is not there would be made, and the shop looked for in it.
            var setting = parsed.GetValue(database) ?? Path.Combine(parsed.GetValue(data) ?? "data", "perennial.db");
            if (!setting.Contains("Host=", StringComparison.OrdinalIgnoreCase) && !File.Exists(setting))
            {
                errors.WriteLine(Terminal.Harmless(Words["staff.no_database", ("file", setting)]));
                return ReportCommand.FileUnreadable;
            }

            await using var db = await Db.OpenAsync(setting, cancellation);
            if (await run(parsed, new StaffFromMachine(db, TimeProvider.System), Terminal.On(Console.Out), cancellation) is not { } refusal)
            {
                return ReportCommand.Answered;
            }

            foreach (var line in Told(refusal))
            {
                errors.WriteLine(Terminal.Harmless(line));
            }

            return ReportCommand.NothingUsable;
        }
        catch (DbRefusedException e)
        {
            errors.WriteLine(Terminal.Harmless(Problems.OwnWords[e.Code, ("detail", e.Detail)]));
            return ReportCommand.FileUnreadable;
        }
        catch (System.Data.Common.DbException)
        {
            errors.WriteLine(Words["staff.database_wrong"]);
            return ReportCommand.FileUnreadable;
        }
    }

    private static async Task<Refusal?> ListAsync(ParseResult parsed, StaffFromMachine staff, IAnsiConsole to, CancellationToken cancellation)
    {
        var everybody = await staff.ListAsync(cancellation);
        foreach (var person in everybody)
        {
            var state = person.IsOff ? Words["staff.off"] : person.HasCome ? Words[person.HasSecondFactor ? "staff.on_twice"
                : "staff.on"] : Words["staff.invited"];
            to.WriteLine(Terminal.Harmless($"{person.Email}  {person.Name}  {person.Role.ToString().ToLowerInvariant()}  {state}"));
        }

        if (everybody.Count == 0)
        {
            to.WriteLine(Words["staff.nobody"]);
        }

        return null;
    }

    private async Task<Refusal?> InviteAsync(ParseResult parsed, StaffFromMachine staff, IAnsiConsole to, CancellationToken cancellation)
    {
        var mail = parsed.GetValue(email)!;
        return Tell(parsed, to, await staff.InviteAsync(parsed.GetValue(name) ?? mail.Split('@')[0], mail,
            parsed.GetValue(role) ?? StaffRole.Owner, cancellation));
    }

    private async Task<Refusal?> ResetAsync(ParseResult parsed, StaffFromMachine staff, IAnsiConsole to, CancellationToken cancellation) =>
        Tell(parsed, to, await staff.ResetAsync(parsed.GetValue(email)!, parsed.GetValue(secondFactor), cancellation));

    private async Task<Refusal?> SwitchAsync(ParseResult parsed, StaffFromMachine staff, IAnsiConsole to, bool isOn, CancellationToken cancellation)
    {
        if ((await staff.SwitchAsync(parsed.GetValue(email)!, isOn, cancellation)).TryGet(out var person, out var refusal))
        {
            to.WriteLine(Terminal.Harmless(Words[isOn ? "staff.switched_on" : "staff.switched_off", ("name", person.Name)]));
        }

        return refusal;
    }

    private Refusal? Tell(ParseResult parsed, IAnsiConsole to, Result<StaffFromMachine.Link> made)
    {
        if (made.TryGet(out var link, out var refusal))
        {
            to.WriteLine(Words["staff.link", ("time", link.Expires.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture))]);

            // In one line however narrow the window is: a link that is broken over two cannot be copied.
            to.Profile.Out.Writer.WriteLine(Terminal.Harmless((parsed.GetValue(address) ?? "http://localhost:8787").TrimEnd('/') + link.Path));
        }

        return refusal;
    }

    private static IEnumerable<string> Told(Refusal refusal) => refusal.Fields.Count == 0
        ? [WorkspaceModule.Words[refusal.Code]]
        : refusal.Fields.Select(f => $"--{f.Field.ToLowerInvariant()}: {BookOf(f.Code)[f.Code, ("detail", f.Detail)]}");

    private static WordBook BookOf(string code) => WorkspaceModule.Words.Has(code) ? WorkspaceModule.Words : Problems.OwnWords;

    private static Option<string?> Named(string name) => new(name) { Description = Words["option.staff." + name],
        HelpName = Words["value.staff." + name] };

    private static StaffRole? RoleOf(string text) =>
        StaffRoles.All.Where(r => r.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(r => (StaffRole?)r).FirstOrDefault();
}
