using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;

namespace Perennial.Insights.People;

/// <summary>How a customer's figures are called.</summary>
internal static class FigureWords
{
    private static WordBook Words => InsightsModule.Words;

    public static string State(Lateness state) => Words["overdue." + CustomersCsv.StateName(state)];

    public static string Group(string group) => Words["rfm." + group];
}
