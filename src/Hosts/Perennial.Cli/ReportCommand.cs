using System.CommandLine;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Demo;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary><c>perennial report FILE…</c>: order files in, retention answers out.</summary>
internal static class ReportCommand
{
    /// <summary>Everything was answered.</summary>
    public const int Answered = 0;

    /// <summary>A file could not be read, wholly or from some line on.</summary>
    public const int FileUnreadable = 1;

    /// <summary>Nothing was usable.</summary>
    public const int NothingUsable = 2;

    /// <summary>The options make no sense (EX_USAGE).</summary>
    public const int WrongUsage = 64;

    /// <summary>The command.</summary>
    /// <param name="output">Where <c>--json -</c> writes.</param>
    public static Command Create(Stream output)
    {
        var command = new Command("report", CliWords.Book["cli.report"]);
        var arguments = new ReportArguments();
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(arguments, parsed, output, cancellation)));
        return command;
    }

    private static int Run(
        ReportArguments arguments, ParseResult parsed, Stream output, CancellationToken cancellation)
    {
        var paths = arguments.Outputs(parsed);
        var console = Terminal.On(paths.AnyOnStandardOutput ? Console.Error : Console.Out);
        var errors = Terminal.On(Console.Error);
        if (Overwritten(arguments, parsed) is { } overwritten)
        {
            errors.WriteLine(overwritten);
            return WrongUsage;
        }

        if (arguments.DryRun(parsed))
        {
            return DryRun(arguments, parsed, console, errors, cancellation);
        }

        try
        {
            using var outputs = new Outputs(paths, output);
            var options = arguments.FileOptions(parsed);
            var reading = arguments.Demo(parsed)
                ? CommerceModule.OrderFiles.Read([DemoShop.AsOrderFile()], options, cancellation)
                : ReadFiles(arguments.Files(parsed), options, cancellation);
            var compared = ComparedShop.Read(arguments.Comparison.Files(parsed), arguments.Comparison.Period(parsed), options,
                errors, cancellation);
            return Answer(reading, arguments.Question(parsed), compared, outputs, console, errors, cancellation);
        }
        catch (OverflowException)
        {
            errors.WriteLine(InsightsModule.Words["report.sums_too_large"]);
            return NothingUsable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading tells its own problems; what is left is a place that cannot be written to.
            errors.WriteLine(CliWords.Book["wrong.cannot_write", ("detail", e.Message)]);
            return FileUnreadable;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine(CliWords.Book["cli.stopped"]);
            return FileUnreadable;
        }
    }

    private static int DryRun(ReportArguments arguments, ParseResult parsed, IAnsiConsole console, IAnsiConsole errors,
        CancellationToken cancellation)
    {
        try
        {
            var options = arguments.FileOptions(parsed);
            var preview = arguments.Demo(parsed)
                ? CommerceModule.OrderFiles.Preview([DemoShop.AsOrderFile()], options, cancellation)
                : CommerceModule.OrderFiles.Preview(arguments.Files(parsed), options, cancellation);
            new TerminalPreview(console).Write(preview);
            return preview.Texts.Any(t => t.Rows.Any(r => r.Problem is null))
                ? preview.Warnings.Any(IsOfFile) ? FileUnreadable : Answered
                : preview.Texts.Count == 0 && preview.Warnings.All(w => w.Kind == WarningKind.Unreadable)
                    ? FileUnreadable : NothingUsable;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine(CliWords.Book["cli.stopped"]);
            return FileUnreadable;
        }
    }

    private static bool IsOfFile(ReadWarning warning) => warning.Kind is WarningKind.Unreadable or WarningKind.Unusable;

    // An order file is the shop's own; nothing that is written may take its place.
    private static string? Overwritten(ReportArguments arguments, ParseResult parsed)
    {
        var compared = arguments.Comparison.Files(parsed).Select(Target).ToHashSet(StringComparer.Ordinal);
        var taken = arguments.Files(parsed).Select(Target).ToHashSet(StringComparer.Ordinal);
        if (compared.Count > 0 && compared.SetEquals(taken))
        {
            return CliWords.Book["wrong.compares_itself"];
        }

        taken.UnionWith(compared);
        foreach (var (option, path) in arguments.Outputs(parsed).Named.Prepend(
                     ("--rejects", arguments.FileOptions(parsed).RejectsPath)))
        {
            if (path is not null && !taken.Add(path == Outputs.StandardOutput ? path : Target(path)))
            {
                return CliWords.Book["wrong.same_file", ("option", option), ("file", path)];
            }
        }

        return null;
    }

    // Folders and links that a path is followed through; links may lead in circles.
    private const int FoldersMax = 256;

    // Where a path ends, links of every folder on the way followed: a file has as many names as there are links to it.
    private static string Target(string path) => Followed(Path.GetFullPath(path), FoldersMax);

    private static string Followed(string path, int foldersLeft)
    {
        if (foldersLeft == 0 || Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        path = Path.Combine(Followed(folder, foldersLeft - 1), Path.GetFileName(path));
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
                ? Followed(target.FullName, foldersLeft - 1)
                : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static OrderReading ReadFiles(IReadOnlyList<string> files, OrderFileOptions options,
        CancellationToken cancellation)
    {
        using var progress = ReadProgressLine.ForTerminal(TimeProvider.System);
        return CommerceModule.OrderFiles.Read(files, options, progress, cancellation);
    }

    private static int Answer(
        OrderReading reading, ReportQuestion question, ComparedShop compared, Outputs outputs,
        IAnsiConsole console, IAnsiConsole errors, CancellationToken cancellation)
    {
        var anyUnreadable = reading.Warnings.Any(w => w.Kind is WarningKind.Unreadable);
        var anyUnusable = reading.Warnings.Any(w => w.Kind is WarningKind.Unusable);
        if (reading.Counts.Orders == 0)
        {
            new TerminalWarnings(errors).Write(reading);
            errors.WriteLine(CliWords.Book["cli.nothing_usable"]);
            return anyUnreadable && !anyUnusable && reading.Counts.Rows == 0 ? FileUnreadable : NothingUsable;
        }

        Report report;
        var shop = InsightsModule.Reports.Load(reading);
        try
        {
            report = shop.Answer(question) with { Comparison = compared.With(shop, question) };
        }
        catch (ReportRefusedException e)
        {
            new TerminalWarnings(errors).Write(reading);
            errors.WriteLine(CliWords.Book["cli.refused",
                ("reason", InsightsModule.Words[e.Code, ("detail", e.Detail)])]);
            return NothingUsable;
        }

        new TerminalReport(console).Write(report);
        new TerminalComparison(console).Write(report.Comparison);
        if (outputs.Json is { } json)
        {
            ReportJson.Write(json, report);
        }

        if (outputs.Page is { } page)
        {
            ReportPage.Write(page, report);
        }

        if (outputs.Customers is { } customers)
        {
            CustomersCsv.Write(customers, shop.Customers(question), cancellation);
        }

        return anyUnreadable || anyUnusable || compared.IsIncomplete ? FileUnreadable : Answered;
    }
}
