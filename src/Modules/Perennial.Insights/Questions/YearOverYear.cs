using System.Runtime.CompilerServices;
using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// The base over one year against the year before: what <see cref="CustomerBase"/> counts between two boundaries, told
/// from the few days around them, since a history is in order.
/// </summary>
/// <param name="yearBefore">First day of the earlier year.</param>
/// <param name="year">First day of the later one; both end where the next begins, the later with the history.</param>
/// <param name="minOrders">k.</param>
internal sealed class YearOverYear(int yearBefore, int year, int minOrders) : ICustomerQuestion
{
    private CustomerBase.Movement movement;

    public CustomerBase.Movement Movement => movement;

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            Count(histories.DaysOf(customer));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(ReadOnlySpan<ushort> days)
    {
        var end = AscendingDays.CountBefore(days, year);
        var orders = days.Length - end;
        var was = end >= minOrders && days[end - minOrders] >= yearBefore;
        var isMember = orders >= minOrders;
        movement.Start += was ? 1 : 0;
        movement.End += isMember ? 1 : 0;
        movement.Retained += was & isMember ? 1 : 0;
        movement.Gone += was & (orders == 0) ? 1 : 0;
        movement.Fallen += was & !isMember & (orders > 0) ? 1 : 0;
        if (isMember && !was)
        {
            var isNew = end == 0;
            var isRisen = !isNew && days[end - 1] >= yearBefore;
            movement.New += isNew ? 1 : 0;
            movement.Risen += isRisen ? 1 : 0;
            movement.Returned += isNew || isRisen ? 0 : 1;
        }
    }

    public void Add(YearOverYear other) => movement.Add(other.movement);
}
