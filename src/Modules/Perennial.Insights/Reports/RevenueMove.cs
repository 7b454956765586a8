using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>What a stretch of days came to, as far as a change of revenue is explained by it.</summary>
/// <param name="FirstDay">Its first day.</param>
/// <param name="Customers">Distinct customers with a counting order.</param>
/// <param name="Identified">Trade with a customer.</param>
/// <param name="Anonymous">Trade without one.</param>
internal readonly record struct StretchTrade(int FirstDay, long Customers, TradeTotals Identified, TradeTotals Anonymous);

/// <summary>The change of revenue from one stretch to another, in parts that sum to it.</summary>
internal static class RevenueMove
{
    public static WhatMoved Between(StretchTrade before, StretchTrade after, Currency currency)
    {
        var parts = RevenueChange.Between(
            new Trade(before.Customers, before.Identified.Orders, before.Identified.Net),
            new Trade(after.Customers, after.Identified.Orders, after.Identified.Net));
        var revenue = after.Identified.Revenue + after.Anonymous.Revenue - before.Identified.Revenue - before.Anonymous.Revenue;
        var anonymous = after.Anonymous.Net - before.Anonymous.Net;
        var returns = revenue - anonymous - (after.Identified.Net - before.Identified.Net);
        Money Of(long minorUnits) => new(minorUnits, currency);
        return new WhatMoved(DayNumber.ToDate(before.FirstDay), DayNumber.ToDate(after.FirstDay),
            Of(revenue), Of(parts.Customers), Of(parts.Frequency), Of(parts.OrderValue), Of(anonymous), Of(returns));
    }
}
