"""Other programs that plan rounds, in a process of their own: OR-Tools and highspy cannot be loaded into one."""

import importlib.util
import time

import numpy as np


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def ortools(table, stops, people, seconds=5):
    """Guided local search with a price on leaving a stop; `table` ends with the homes of the people."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    began = time.process_time()
    homes = [len(stops) + number for number in range(len(people))]
    manager = pywrapcp.RoutingIndexManager(len(table), len(people), homes, homes)
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(table))
    service = [stop[0] for stop in stops] + [0] * len(people)
    busy = [[way + service[place] for way in row] for place, row in enumerate(table)]
    horizon = max(end for _begin, end in people)
    model.AddDimension(model.RegisterTransitMatrix(busy), horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    for place, (takes, earliest, latest, worth) in enumerate(stops):
        index = manager.NodeToIndex(place)
        clock.CumulVar(index).SetRange(earliest, latest - takes)
        model.AddDisjunction([index], worth)
    for number, (begins, ends) in enumerate(people):
        clock.CumulVar(model.Start(number)).SetRange(begins, begins)
        clock.CumulVar(model.End(number)).SetRange(begins, ends)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(1000 * seconds)
    found = model.SolveWithParameters(parameters)
    rounds = []
    for number in range(len(people)):
        order, index = [], model.Start(number)
        while found is not None and not model.IsEnd(index):
            place = manager.IndexToNode(index)
            if place < len(stops):
                order.append(place)
            index = found.Value(model.NextVar(index))
        rounds.append(order)
    return rounds, time.process_time() - began


def vroom(table, stops, people):
    """Worth becomes a priority from 1 to 100."""
    import vroom as peer

    began = time.process_time()
    problem = peer.Input()
    matrix = np.array(table, dtype=np.uint32)
    problem.set_durations_matrix("car", matrix)
    problem.set_costs_matrix("car", matrix)
    for number, (begins, ends) in enumerate(people):
        home = len(stops) + number
        window = peer.TimeWindow(begins, ends)
        problem.add_vehicle(peer.Vehicle(number, start=home, end=home, profile="car", time_window=window))
    dearest = max(worth for *_rest, worth in stops)
    for place, (takes, earliest, latest, worth) in enumerate(stops):
        priority = max(1, round(100 * worth / dearest))
        windows = [peer.TimeWindow(earliest, latest - takes)]
        problem.add_job(peer.Job(place, location=place, default_service=takes, priority=priority, time_windows=windows))
    routes = problem.solve(exploration_level=5, nb_threads=1).routes
    rounds = [[] for _person in people]
    for number, steps in routes.groupby("vehicle_id"):
        rounds[number] = [int(one) for one, kind in zip(steps["id"], steps["type"], strict=True) if kind == "job"]
    return rounds, time.process_time() - began
