using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Tasks;

/// <summary>A staff task as it travels.</summary>
internal sealed record TaskBody(string Id, string Title, string? Note, string? Customer, string? Due, string State, DateTimeOffset Created);

/// <summary>Makes a staff task, or changes one; fields that are left out stay.</summary>
internal static class SaveTask
{
    private const int TitleCharactersMax = 300;
    private const int NoteCharactersMax = 4_000;

    public sealed record SaveTaskRequest(string? Title, string? Note, string? Customer, string? Due, string? State);

    public static IReadOnlyList<string> States { get; } = ["open", "done", "dropped"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/tasks", Scopes.Admin, WorkspaceJson.Api.SaveTaskRequest, async call =>
                (await CreateAsync(call.Call, call.Unit, call.Body)).TryGet(out var row, out var refusal)
                    ? Told(row, StatusCodes.Status201Created)
                    : refusal)
            .Produces<TaskBody>(StatusCodes.Status201Created).WithName("createTask").OfWholeShop();
        routes.MapWrite("PATCH", "/v1/tasks/{id}", Scopes.Admin, WorkspaceJson.Api.SaveTaskRequest, async call =>
                (await ChangeAsync(call, call.Call.Route("id"), call.Call.Http.Matches)).TryGet(out var row, out var refusal) ? Told(row) : refusal)
            .Produces<TaskBody>().WithName("changeTask").OfWholeShop().TakesVersion();
    }

    private static IEnumerable<FieldProblem> Validate(SaveTaskRequest request)
    {
        if (request.Title is not null && (string.IsNullOrWhiteSpace(request.Title) || request.Title.Length > TitleCharactersMax))
        {
            yield return new FieldProblem("title", "value.text_wanted", $"{TitleCharactersMax}");
        }

        if (request.Note?.Length > NoteCharactersMax)
        {
            yield return new FieldProblem("note", "value.too_long", $"{NoteCharactersMax}");
        }

        if (request.Customer is not null && !PublicId.TryRead("cus", request.Customer, out _))
        {
            yield return new FieldProblem("customer", "value.id_wanted", "cus_");
        }

        if (request.Due is not null && !LocalDatePattern.Iso.Parse(request.Due).Success)
        {
            yield return new FieldProblem("due", "value.day_wanted");
        }

        if (request.State is not null && !States.Contains(request.State, StringComparer.Ordinal))
        {
            yield return new FieldProblem("state", "tasks.state_unknown", string.Join(", ", States));
        }
    }

    private static Answer Told(TaskRow row, int status = StatusCodes.Status200OK) => Answer.Of(row.Shown(), WorkspaceJson.Api.TaskBody, status) with
    {
        ETag = row.Version.ToString(CultureInfo.InvariantCulture), Person = row.CustomerId,
    };

    /// <summary>Makes a task, for the interface and for pages.</summary>
    public static async Task<Result<TaskRow>> CreateAsync(ApiCall call, DbUnit unit, SaveTaskRequest request)
    {
        var problems = Validate(request).ToList();
        if (request.Title is null)
        {
            problems.Insert(0, new FieldProblem("title", "value.text_wanted", $"{TitleCharactersMax}"));
        }

        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        var row = Changed(new TaskRow { Id = call.Get<IdSource>().New(), State = "open", Version = 1, Created = Micros.Of(call.Now) }, request);
        await unit.ExecuteAsync(TaskRow.AddSql, row);
        return row;
    }

    /// <summary>Changes a task, for the interface and for the page.</summary>
    /// <param name="call">What is to be changed.</param>
    /// <param name="task">Its id, <c>tsk_…</c>.</param>
    /// <param name="isOfVersion">Whether it was made from the version that is there.</param>
    public static async Task<Result<TaskRow>> ChangeAsync(WriteCall<SaveTaskRequest> call, string task, Func<long, bool> isOfVersion)
    {
        if (!PublicId.TryRead("tsk", task, out var id) ||
            await call.Unit.FindAsync<TaskRow>(TaskRow.FindSql, new { id }) is not { } row)
        {
            return new Refusal(RefusalKind.Missing, "tasks.not_found");
        }

        if (Validate(call.Body).ToList() is { Count: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        if (!isOfVersion(row.Version))
        {
            return new Refusal(RefusalKind.Changed, "request.changed_meanwhile");
        }

        Changed(row, call.Body).Version++;
        row.ChangedAt = Micros.Of(call.Call.Now);
        await call.Unit.ExecuteAsync(TaskRow.ChangeSql, row);
        return row;
    }

    private static TaskRow Changed(TaskRow row, SaveTaskRequest request)
    {
        row.Title = request.Title?.Trim() ?? row.Title;
        row.Note = request.Note ?? row.Note;
        row.CustomerId = PublicId.TryRead("cus", request.Customer, out var customer) ? customer : row.CustomerId;
        row.DueDay = request.Due ?? row.DueDay;
        row.State = request.State ?? row.State;
        return row;
    }
}

/// <summary>Shows the staff tasks of a state, the latest first.</summary>
internal static class ListTasks
{
    public sealed record ListTasksResponse(IReadOnlyList<TaskBody> Tasks, string? Next);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/tasks", Scopes.Admin, async call =>
        {
            if (!Page.TryRead(call.Query("cursor"), call.Query("limit"), out var before, out var limit))
            {
                return Page.Malformed;
            }

            var state = call.Query("state") ?? "open";
            if (!SaveTask.States.Contains(state, StringComparer.Ordinal))
            {
                return new Refusal(RefusalKind.Invalid, "request.invalid")
                {
                    Fields = [new FieldProblem("state", "tasks.state_unknown", string.Join(", ", SaveTask.States))],
                };
            }

            var rows = await call.Db.ReadAsync(
                unit => unit.QueryAsync<TaskRow>(TaskRow.ListSql, new { state, before, limit = limit + 1 }), call.Cancellation);
            return Answer.Of(new ListTasksResponse([.. rows.Take(limit).Select(r => r.Shown())], Page.Next(rows, limit, r => r.Id)),
                WorkspaceJson.Api.ListTasksResponse);
        }).Produces<ListTasksResponse>().WithName("listTasks").OfWholeShop().TakesQuery("state", "cursor", "limit");
}

/// <summary>A task as it stands in the database.</summary>
internal sealed class TaskRow
{
    public const string FindSql = """
        select id as Id, title as Title, note as Note, customer_id as CustomerId, due_day as DueDay, state as State, version as Version,
            created as Created, changed as ChangedAt
        from staff_tasks where id = @id {{for_update}}
        """;

    public const string LookSql = """
        select id as Id, title as Title, note as Note, customer_id as CustomerId, due_day as DueDay, state as State, version as Version,
            created as Created, changed as ChangedAt
        from staff_tasks where id = @id
        """;

    public const string ListSql = """
        select id as Id, title as Title, note as Note, customer_id as CustomerId, due_day as DueDay, state as State, version as Version,
            created as Created, changed as ChangedAt
        from staff_tasks where state = @state and id < @before order by id desc limit @limit
        """;

    public const string OfCustomerSql = """
        select id as Id, title as Title, note as Note, customer_id as CustomerId, due_day as DueDay, state as State, version as Version,
            created as Created, changed as ChangedAt
        from staff_tasks where customer_id = @customer
        """;

    public const string AddSql = """
        insert into staff_tasks (id, title, note, customer_id, due_day, state, version, created, changed)
        values (@Id, @Title, @Note, @CustomerId, @DueDay, @State, @Version, @Created, @Created)
        """;

    public const string ChangeSql = """
        update staff_tasks set title = @Title, note = @Note, customer_id = @CustomerId, due_day = @DueDay, state = @State,
            version = @Version, changed = @ChangedAt
        where id = @Id
        """;

    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string? Note { get; set; }

    public Guid? CustomerId { get; set; }

    public string? DueDay { get; set; }

    public string State { get; set; } = "";

    public int Version { get; set; }

    public long Created { get; set; }

    public long ChangedAt { get; set; }

    public TaskBody Shown() => new(PublicId.Write("tsk", Id), Title, Note, CustomerId is { } id ? PublicId.Write("cus", id) : null, DueDay,
        State, Micros.ToInstant(Created).ToDateTimeOffset());
}
