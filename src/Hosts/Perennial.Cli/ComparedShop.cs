using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary>
/// The other side of a report: a stretch of the same shop, or other files. Where other files are of no use the report
/// still stands, and the program says so and ends as it does for any unreadable file.
/// </summary>
internal sealed class ComparedShop(ComparedPeriod? period, OrderReading? other, IAnsiConsole errors)
{
    /// <summary>Whether other files, or some of them, could not be used.</summary>
    public bool IsIncomplete { get; private set; } =
        other?.Warnings.Any(w => w.Kind is WarningKind.Unreadable or WarningKind.Unusable) ?? false;

    /// <summary>Reads the other files, if there are any, with the options of the main ones.</summary>
    public static ComparedShop Read(IReadOnlyList<string> files, ComparedPeriod? period, OrderFileOptions options,
        IAnsiConsole errors, CancellationToken cancellation)
    {
        if (files.Count == 0)
        {
            return new ComparedShop(period, null, errors);
        }

        // Rows to be mended are those of the main files: one place cannot hold both.
        using var progress = ReadProgressLine.ForTerminal(TimeProvider.System);
        return new ComparedShop(period, CommerceModule.OrderFiles.Read(
            files, options with { RejectsPath = null }, progress, cancellation), errors);
    }

    /// <summary>The comparison; null where none was asked for or the other files are of no use.</summary>
    /// <exception cref="ReportRefusedException">The stretch asked for does not fit the data.</exception>
    public Comparison? With(ILoadedShop shop, ReportQuestion question)
    {
        if (period is not null)
        {
            return shop.Compare(question, period);
        }

        if (other is null)
        {
            return null;
        }

        try
        {
            return shop.Compare(question, InsightsModule.Reports.Load(other));
        }
        catch (ReportRefusedException e)
        {
            IsIncomplete = true;
            new TerminalWarnings(errors).Write(other);
            errors.WriteLine(CliWords.Book["compare.refused", ("reason", InsightsModule.Words[e.Code, ("detail", e.Detail)])]);
            return null;
        }
    }
}
