using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Tasks;

namespace Perennial.Workspace.Contract;

/// <summary>A staff task that a page of any module proposes: what its form begins with.</summary>
/// <param name="Back">Path of ours to which whoever made it is led afterwards, without what the shop is mounted under.</param>
public sealed record TaskWish(string Back)
{
    /// <summary>What is to be done, as proposed; null to be typed.</summary>
    public string? Title { get; init; }

    /// <summary>What else there is to know; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Id of the customer it is about, <c>cus_…</c>; null for none.</summary>
    public string? Customer { get; init; }

    /// <summary>By which day, ISO; null for none.</summary>
    public string? Due { get; init; }
}

/// <summary>
/// Staff tasks for pages of other modules. A page draws <see cref="FormView"/> with a <see cref="TaskWish"/>, which posts to
/// <see cref="NewPath"/>: what it is about travels in the body, and a refused form keeps what was typed.
/// </summary>
public static class StaffTasks
{
    /// <summary>Where the form is sent.</summary>
    public const string NewPath = "/tasks/new";

    /// <summary>The partial view of the form; its model is a <see cref="TaskWish"/>.</summary>
    public const string FormView = "/Tasks/_TaskForm.cshtml";

    /// <summary>Makes a task within a unit of the caller's own.</summary>
    /// <param name="call">Who makes it, and when.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="wish">What it shall be.</param>
    /// <returns>Its id, <c>tsk_…</c>, or everything that is wrong with it.</returns>
    public static async Task<Result<string>> AddAsync(ApiCall call, DbUnit unit, TaskWish wish) =>
        (await SaveTask.CreateAsync(call, unit, new SaveTask.SaveTaskRequest(wish.Title, wish.Note, wish.Customer, wish.Due, State: null)))
            .TryGet(out var row, out var refusal)
            ? PublicId.Write("tsk", row.Id)
            : refusal;
}

/// <summary>Names of customers, told by the module that knows them, so that tasks can say whom they are about.</summary>
public interface ICustomerNames
{
    /// <summary>Names by id; who has none, or is no more, is left out.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="customers">Ids of customers.</param>
    Task<IReadOnlyDictionary<Guid, string>> OfAsync(DbUnit unit, IReadOnlyCollection<Guid> customers);
}
