using Perennial.Insights.Contract;
using Perennial.Insights.Reports;
using Perennial.Kernel.Words;

namespace Perennial.Insights;

/// <summary>Who stays, who is leaving and why: the fact store and the questions asked of it.</summary>
public static class InsightsModule
{
    /// <summary>The maker of reports.</summary>
    public static IReports Reports { get; } = new ReportMaker();

    /// <summary>The module's words: notices, refusals, names of groups.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(InsightsModule).Assembly);
}
