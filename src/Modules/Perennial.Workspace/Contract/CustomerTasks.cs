using Perennial.Kernel.Data;
using Perennial.Workspace.Tasks;

namespace Perennial.Workspace.Contract;

/// <summary>A staff task that is about a customer.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Note">What else there is to know; null for nothing.</param>
/// <param name="Due">By which day, ISO; null for none.</param>
/// <param name="State">How it stands, as a code.</param>
/// <param name="Created">When it was made, in microseconds since 1970.</param>
public sealed record CustomerTask(string Title, string? Note, string? Due, string State, long Created);

/// <summary>Staff tasks that are about customers: what a person may want to be told of, and gone.</summary>
public static class CustomerTasks
{
    /// <summary>The tasks about customers, the earliest first.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="customers">Ids of customers.</param>
    public static async Task<IReadOnlyList<CustomerTask>> OfAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var tasks = new List<TaskRow>();
        foreach (var customer in customers)
        {
            tasks.AddRange(await unit.QueryAsync<TaskRow>(TaskRow.OfCustomerSql, new { customer }));
        }

        return [.. tasks.OrderBy(t => t.Id).Select(t => new CustomerTask(t.Title, t.Note, t.DueDay, t.State, t.Created))];
    }

    /// <summary>Takes the tasks about customers away.</summary>
    /// <param name="unit">The unit of the erasure.</param>
    /// <param name="customers">Ids of customers.</param>
    public static async Task EraseAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        foreach (var customer in customers)
        {
            await unit.ExecuteAsync("delete from staff_tasks where customer_id = @customer", new { customer });
        }
    }
}
